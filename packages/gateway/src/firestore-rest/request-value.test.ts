import fc from "fast-check";
import { encodeFields, encodeValue } from "../documents/codec.ts";
import { GatewayError } from "../errors/error.ts";
import * as arbitrary from "../values/value.arbitrary.ts";
import type { Value } from "../values/value.ts";
import { toFields, toValue } from "./request-value.ts";

const ROOT = "projects/p/databases/(default)/documents/";
const PLACE = { step: "value" };

const read = (sent: unknown) => toValue(JSON.parse(JSON.stringify(sent)), PLACE, ROOT);

test("every value that Firestore stores is read as it is", () => {
  fc.assert(
    fc.property(arbitrary.value, (value) => {
      expect(read(encodeValue(value, ROOT))).toEqual(value);
    }),
  );
});

test("every document is read as it is, whatever its fields are called", () => {
  fc.assert(
    fc.property(arbitrary.fields, (fields) => {
      const sent: unknown = JSON.parse(JSON.stringify(encodeFields(fields, ROOT)));
      expect(toFields(sent, PLACE, ROOT)).toEqual(fields);
    }),
  );
});

test.each<[object, Value]>([
  [{ integerValue: 5 }, 5],
  [{ integerValue: "-9223372036854775808" }, { $int64: "-9223372036854775808" }],
  [{ integer_value: "7" }, 7],
  [{ doubleValue: "0.5" }, 0.5],
  [{ doubleValue: "-0" }, -0],
  [{ doubleValue: "-Infinity" }, { $number: "-Infinity" }],
  [{ nullValue: "NULL_VALUE" }, null],
  [{ nullValue: 0 }, null],
  [{ bytesValue: "-_8" }, { $bytes: "+/8=" }],
  [{ bytesValue: "+/8=" }, { $bytes: "+/8=" }],
  [
    { timestampValue: "2026-11-22T12:30:00.1234567+02:30" },
    { $timestamp: "2026-11-22T10:00:00.123456Z" },
  ],
  [{ timestampValue: "2026-11-22T10:00:00Z" }, { $timestamp: "2026-11-22T10:00:00.000000Z" }],
  [{ geoPointValue: {} }, { $geoPoint: { latitude: 0, longitude: 0 } }],
  [{ geo_point_value: { latitude: 1 } }, { $geoPoint: { latitude: 1, longitude: 0 } }],
  [{ arrayValue: {} }, []],
  [{ mapValue: {} }, {}],
  [{ mapValue: { fields: { $delete: { booleanValue: true } } } }, { $map: [["$delete", true]] }],
])("%j is the value %j", (sent, value) => {
  expect(read(sent)).toEqual(value);
});

test.each<unknown>([
  "a",
  [],
  {},
  { unknownValue: 1 },
  { stringValue: "a", integerValue: "1" },
  { stringValue: 1 },
  { stringValue: null },
  { booleanValue: "true" },
  { nullValue: false },
  { integerValue: 0.5 },
  { integerValue: "1e3" },
  { integerValue: "9223372036854775808" },
  { doubleValue: "1e999" },
  { doubleValue: "five" },
  { doubleValue: true },
  { timestampValue: "yesterday" },
  { timestampValue: "0000-01-01T00:00:00Z" },
  { bytesValue: "a" },
  { bytesValue: "***" },
  { referenceValue: "users/ada" },
  { referenceValue: `${ROOT}users` },
  { referenceValue: `${ROOT}users/..` },
  { geoPointValue: { latitude: 91 } },
  { geoPointValue: { altitude: 1 } },
  { arrayValue: { values: {} } },
  { arrayValue: { values: [{ arrayValue: {} }] } },
  { mapValue: { fields: [] } },
  { mapValue: { entries: {} } },
  { fieldReferenceValue: "a" },
  { pipelineValue: {} },
])("%j is no value, and its place is named", (sent) => {
  expect(() => read(sent)).toThrow(GatewayError);
  expect(() => read(sent)).toThrow(/^value/);
});

test("a field that is called __proto__ stays a field", () => {
  const sent: unknown = JSON.parse('{"__proto__": {"stringValue": "a"}}');
  expect(Object.keys(toFields(sent, PLACE, ROOT))).toEqual(["__proto__"]);
});
