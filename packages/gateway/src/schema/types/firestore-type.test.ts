import * as z from "zod";
import type { Value } from "../../values/value.ts";
import { bytes } from "./bytes.ts";
import { create, problemsOf, valueOf } from "../check/checked-write.fixture.ts";
import { geoPoint } from "./geo-point.ts";
import { reference } from "./reference.ts";
import { timestamp } from "./timestamp.ts";
import { vector } from "./vector.ts";

const SAMPLES: Readonly<Record<string, Value>> = {
  timestamp: { $timestamp: "2026-11-22T10:00:00.000000Z" },
  geoPoint: { $geoPoint: { latitude: 1, longitude: 2 } },
  bytes: { $bytes: "AAA=" },
  reference: { $reference: "users/ada" },
  vector: { $vector: [1, 2] },
  string: "a",
  number: 1,
  map: { latitude: 1, longitude: 2 },
  null: null,
};

test.each<[string, z.ZodType]>([
  ["timestamp", timestamp()],
  ["geoPoint", geoPoint()],
  ["bytes", bytes()],
  ["reference", reference("users")],
  ["vector", vector(2)],
])("a %s is one, and nothing else is", (type, schema) => {
  for (const [name, value] of Object.entries(SAMPLES)) {
    const result = create(z.strictObject({ f: schema }), { f: value });
    if (name === type) expect(valueOf(result).update.fields).toEqual({ f: value });
    else expect(problemsOf(result)).toEqual([expect.stringMatching(/^f: must be /)]);
  }
  expect(problemsOf(create(z.strictObject({ f: schema }), {}))).toEqual(["f: is required"]);
});

test("a reference is held to its collection", () => {
  const ok = (schema: z.ZodType, path: string) =>
    create(z.strictObject({ f: schema }), { f: { $reference: path } }).ok;
  expect(ok(reference("users"), "users/ada")).toBe(true);
  expect(ok(reference("users"), "admins/ada")).toBe(false);
  expect(ok(reference("users"), "users/ada/notes/1")).toBe(false);
  expect(ok(reference("notes"), "users/ada/notes/1")).toBe(true);
  expect(ok(reference("users/ada/notes"), "users/bob/notes/1")).toBe(false);
  expect(ok(reference("users"), "projects/p/databases/d/documents/users/ada")).toBe(false);
  expect(ok(reference(), "projects/p/databases/d/documents/users/ada")).toBe(true);
});

test("a vector has the dimensions of its field", () => {
  const schema = z.strictObject({ f: vector(2) });
  expect(problemsOf(create(schema, { f: { $vector: [1] } }))[0]).toContain(
    "must have 2 dimensions",
  );
  expect(() => vector(0)).toThrow(RangeError);
  expect(() => vector(2049)).toThrow(RangeError);
});

test("bytes are counted, not their text", () => {
  const schema = z.strictObject({ key: bytes({ maxBytes: 2 }) });
  expect(create(schema, { key: { $bytes: "AAA=" } }).ok).toBe(true);
  expect(create(schema, { key: { $bytes: "AAAA" } }).ok).toBe(false);
});
