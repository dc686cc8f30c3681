import fc from "fast-check";
import { typeOf } from "../values/compare.ts";
import * as arbitrary from "../values/value.arbitrary.ts";
import type { Value } from "../values/value.ts";
import { decodeFields, decodeValue, encodeFields, encodeValue } from "./codec.ts";
import type { JsonValue } from "./firestore-json.ts";

const ROOT = "projects/demo-database-service/databases/(default)/documents/";

test("every value comes back from Firestore's JSON as it went in", () => {
  fc.assert(
    fc.property(arbitrary.value, (value) => {
      const sent = JSON.parse(JSON.stringify(encodeValue(value, ROOT))) as ReturnType<
        typeof encodeValue
      >;
      expect(decodeValue(sent, ROOT)).toEqual(value);
    }),
  );
});

test("every document comes back from Firestore's JSON as it went in", () => {
  fc.assert(
    fc.property(arbitrary.fields, (fields) => {
      const sent = JSON.parse(JSON.stringify(encodeFields(fields, ROOT))) as ReturnType<
        typeof encodeFields
      >;
      expect(decodeFields(sent, ROOT)).toEqual(fields);
    }),
  );
});

test.each<[Value, object]>([
  [null, { nullValue: null }],
  [true, { booleanValue: true }],
  [5, { integerValue: "5" }],
  [5.5, { doubleValue: 5.5 }],
  [2 ** 53, { doubleValue: 2 ** 53 }],
  [{ $double: 5 }, { doubleValue: 5 }],
  [{ $int64: "9007199254740993" }, { integerValue: "9007199254740993" }],
  [{ $number: "NaN" }, { doubleValue: "NaN" }],
  [{ $reference: "users/ada" }, { referenceValue: `${ROOT}users/ada` }],
  [
    { $reference: "projects/p/databases/d/documents/a/b" },
    { referenceValue: "projects/p/databases/d/documents/a/b" },
  ],
  [{ $map: [["$bytes", "x"]] }, { mapValue: { fields: { $bytes: { stringValue: "x" } } } }],
  [
    { $vector: [1, 0.5] },
    {
      mapValue: {
        fields: {
          __type__: { stringValue: "__vector__" },
          value: { arrayValue: { values: [{ doubleValue: 1 }, { doubleValue: 0.5 }] } },
        },
      },
    },
  ],
])("%j is %j in Firestore's JSON", (value, json) => {
  expect(encodeValue(value, ROOT)).toEqual(json);
});

test("what Firestore leaves out or writes in another form is understood", () => {
  expect(decodeValue({ mapValue: {} }, ROOT)).toEqual({});
  expect(decodeValue({ arrayValue: {} }, ROOT)).toEqual([]);
  expect(decodeValue({ geoPointValue: {} }, ROOT)).toEqual({
    $geoPoint: { latitude: 0, longitude: 0 },
  });
  expect(decodeValue({ doubleValue: "-0" }, ROOT)).toBe(-0);
  expect(decodeValue({ timestampValue: "2026-11-22T10:00:00Z" }, ROOT)).toEqual({
    $timestamp: "2026-11-22T10:00:00.000000Z",
  });
});

test("a document's own fields are never taken for a tag", () => {
  const json = encodeFields({ $timestamp: "2026" }, ROOT);
  expect(json).toEqual({ $timestamp: { stringValue: "2026" } });
  expect(decodeFields(json, ROOT)).toEqual({ $timestamp: "2026" });
});

test("a name such as __proto__ never becomes a prototype", () => {
  const json = JSON.parse('{"__proto__": {"stringValue": "x"}}') as Record<string, never>;
  const fields = decodeFields(json, ROOT);
  expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  expect(Object.entries(fields)).toEqual([["__proto__", "x"]]);
  expect(JSON.stringify(encodeFields(fields, ROOT))).toBe(JSON.stringify(json));
});

test("a type that is not known is a fault, never a silent loss", () => {
  expect(() => decodeValue({ newValue: 1 } as never, ROOT)).toThrow("newValue");
  expect(() => encodeValue({ $unknown: 1 }, ROOT)).toThrow("$unknown");
});

test.each<[string, object]>([
  ["an integer", { integerValue: "1.5" }],
  ["a double", { doubleValue: "one" }],
  ["a timestamp", { timestampValue: "yesterday" }],
  ["a string", { stringValue: 1 }],
  ["bytes", { bytesValue: null }],
  ["a map", { mapValue: null }],
  ["no type at all", {}],
  ["null", null as never],
])("%s of another form than today's is a fault", (_what, json) => {
  expect(() => decodeValue(json as JsonValue, ROOT)).toThrow(TypeError);
});

const text = (stringValue: string): JsonValue => ({ stringValue });
const doubles = (...values: (number | string)[]): JsonValue => ({
  arrayValue: { values: values.map((doubleValue) => ({ doubleValue })) },
});

test.each<[string, Record<string, JsonValue>]>([
  [
    "a legacy entity",
    {
      __type__: text("__legacy_entity__"),
      __name__: { referenceValue: `${ROOT}k/a` },
      v: { integerValue: "1" },
    },
  ],
  ["a type that is not known", { __type__: text("__new__"), value: doubles(1.5) }],
  ["a type that is no string", { __type__: { integerValue: "1" } }],
  ["a vector without a value", { __type__: text("__vector__") }],
  ["a vector whose value is no array", { __type__: text("__vector__"), value: text("x") }],
  [
    "a vector of integers",
    { __type__: text("__vector__"), value: { arrayValue: { values: [{ integerValue: "1" }] } } },
  ],
  [
    "a vector with another field",
    { __type__: text("__vector__"), value: doubles(1.5), x: text("") },
  ],
])("%s is a map as any other, and goes back as it was", (_what, fields) => {
  const json = { mapValue: { fields } };
  const value = decodeValue(json, ROOT);
  expect(value).toEqual({ $map: expect.any(Array) as unknown });
  expect(typeOf(value)).toBe("map");
  expect(encodeValue(value, ROOT)).toEqual(json);
});

test("a vector is what has the whole form of one", () => {
  const fields = { __type__: text("__vector__"), value: doubles(1.5, "Infinity") };
  expect(decodeValue({ mapValue: { fields } }, ROOT)).toEqual({
    $vector: [1.5, { $number: "Infinity" }],
  });
});
