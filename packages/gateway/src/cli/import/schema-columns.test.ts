import * as z from "zod";
import {
  anyData,
  anyone,
  bytes,
  collection,
  createdAt,
  double,
  geoPoint,
  integer,
  reference,
  timestamp,
  vector,
} from "../../index.ts";
import { definitionOf, schemaColumn } from "./schema-columns.ts";

const things = collection("things", {
  schema: z.strictObject({
    text: z.string().min(3).describe("A text."),
    choice: z.enum(["a", "b"]).nullable(),
    one: z.literal(1),
    count: z.int().min(0).default(0),
    big: z.exactOptional(integer({ minimum: 5 })),
    real: double().nullable(),
    flag: z.exactOptional(z.boolean()),
    at: timestamp(),
    made: createdAt(),
    to: reference("users"),
    any: reference(),
    data: bytes({ maxBytes: 5 }),
    place: geoPoint(),
    embedding: vector(3),
    list: z.array(z.string()),
    map: z.record(z.string(), z.number()),
    textOrNull: z.union([z.string(), z.null()]),
    mixed: z.union([z.string(), z.number()]),
    trimmed: z.string().readonly(),
  }),
  access: { read: anyone(), write: anyone() },
});
const anything = collection("anything", { schema: anyData(), access: { read: anyone() } });

test.each([
  ["text", "string"],
  ["choice", "string"],
  ["one", "number"],
  ["count", "number"],
  ["big", "number"],
  ["real", "number"],
  ["flag", "boolean"],
  ["at", "timestamp"],
  ["made", "timestamp"],
  ["to", "reference"],
  ["any", "reference"],
  ["data", "bytes"],
  ["place", "json"],
  ["embedding", "json"],
  ["list", "json"],
  ["map", "json"],
  ["textOrNull", "string"],
  ["mixed", undefined],
  ["trimmed", "string"],
])("the column of the field %s is of type %s", (name, type) => {
  expect(schemaColumn(things, name)?.type).toBe(type);
});

test("an empty cell is null where the field may be, and left out where it may only be missing", () => {
  const isLeftOut = (name: string) => schemaColumn(things, name)?.isLeftOutIfEmpty;
  expect(["choice", "text", "flag", "big", "count"].map(isLeftOut)).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
});

test("what only the server writes is known", () => {
  expect(schemaColumn(things, "made")?.isManaged).toBe(true);
  expect(schemaColumn(things, "at")?.isManaged).toBe(false);
});

test("where nothing is declared, nothing is known", () => {
  expect(schemaColumn(things, "other")).toBeUndefined();
  expect(schemaColumn(anything, "a")).toBeUndefined();
  expect(schemaColumn(undefined, "a")).toBeUndefined();
  expect(definitionOf([things, anything], "things")).toBe(things);
  expect(definitionOf([things], "others")).toBeUndefined();
});
