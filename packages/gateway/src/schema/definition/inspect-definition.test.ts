import * as z from "zod";
import { inspectDefinition } from "./inspect-definition.ts";
import { createdAt, updatedBy } from "../types/server-managed.ts";
import { ttl } from "../types/ttl.ts";

test("marked fields are found, however they are wrapped", () => {
  const schema = z.strictObject({
    made: createdAt(),
    by: updatedBy().describe("who"),
    until: ttl().nullable().optional(),
  });
  const { managed, ttl: field } = inspectDefinition(schema.refine(() => true));
  expect([...managed]).toEqual([
    ["made", "createdAt"],
    ["by", "updatedBy"],
  ]);
  expect(field).toEqual(["until"]);
});

test.each<[string, z.ZodType, string]>([
  ["a date", z.object({ a: z.array(z.date()) }), "a.*: z.date() can't be stored: use timestamp()"],
  ["a bigint", z.object({ a: z.bigint().optional() }), "use integer()"],
  ["a map", z.object({ a: z.map(z.string(), z.string()) }), "use z.record()"],
  ["a reserved name", z.object({ __a__: z.string() }), "reserved"],
  [
    "a name like a tag within a map",
    z.object({ a: z.object({ $b: z.int() }) }),
    "$b: within a document's maps",
  ],
  [
    "a managed field within a map",
    z.object({ a: z.object({ at: createdAt() }) }),
    "a.at: can only be a field at the top",
  ],
  ["a TTL within an array", z.object({ a: z.array(ttl()) }), "can only be a field at the top"],
  ["two TTLs", z.object({ a: ttl(), b: ttl() }), "one field of the kind ttl()"],
])("%s is refused at start", (_what, schema, message) => {
  expect(() => inspectDefinition(schema)).toThrow(message);
});

describe("a schema of another copy of zod", () => {
  let other: typeof z;
  beforeAll(() => jest.isolateModules(() => (other = jest.requireActual("zod"))));

  test.each<[string, () => z.ZodType, string]>([
    [
      "as a whole",
      () => other.strictObject({ a: other.string() }),
      "is made by another copy of zod",
    ],
    [
      "of a field",
      () => z.strictObject({ a: other.string() }),
      "a: is made by another copy of zod",
    ],
    ["within", () => z.strictObject({ a: z.array(other.int()) }), "a.*: is made by another copy"],
  ])("%s is refused with how to find it", (_where, schema, message) => {
    expect(() => inspectDefinition(schema())).toThrow(message);
    expect(() => inspectDefinition(schema())).toThrow("npm ls zod");
  });
});

test("recursive schemas end", () => {
  const node = z.object({
    get children() {
      return z.array(node);
    },
  });
  expect(inspectDefinition(node).managed.size).toBe(0);
});
