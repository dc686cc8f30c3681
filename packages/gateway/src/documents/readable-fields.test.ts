import fc from "fast-check";
import { fields } from "../values/value.arbitrary.ts";
import { encodeFields } from "./codec.ts";
import type { JsonFields } from "./firestore-json.ts";
import { readableFields } from "./readable-fields.ts";

const ROOT = "projects/p/databases/d/documents/";
const bad = { newValue: "?" };
const good = { stringValue: "x" };

const read = (json: object) => readableFields(json as JsonFields, ROOT);
const map = (inner: object) => ({ mapValue: { fields: inner } });
const array = (...values: object[]) => ({ arrayValue: { values } });

test("what can be read is read, whatever stands beside it", () => {
  expect(read({ a: good, b: bad, c: map({ d: good, "e.f": bad, g: map({}) }) })).toEqual({
    data: { a: "x", c: { d: "x", g: {} } },
    unreadable: [
      { field: ["b"], stored: bad },
      { field: ["c", "e.f"], stored: bad },
    ],
  });
});

test("an array is read as a whole or not at all: no field path leads into it", () => {
  const broken = array(good, map({ a: bad }));
  expect(read({ a: good, list: broken })).toEqual({
    data: { a: "x" },
    unreadable: [{ field: ["list"], stored: broken }],
  });
});

test.each<[string, unknown]>([
  ["null", null],
  ["a text", "x"],
  ["a map that is null", { mapValue: null }],
  ["a map whose fields are a list", { mapValue: { fields: [bad] } }],
])("%s in the place of a value is unreadable", (_what, json) => {
  expect(read({ a: json, b: good })).toEqual({
    data: { b: "x" },
    unreadable: [{ field: ["a"], stored: json }],
  });
});

test("a document that is whole is read as it is", () => {
  fc.assert(
    fc.property(fields, (data) => {
      expect(read(encodeFields(data, ROOT))).toEqual({ data, unreadable: [] });
    }),
  );
});
