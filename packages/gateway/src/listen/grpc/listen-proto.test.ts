import fc from "fast-check";
import type { JsonValue } from "../../documents/firestore-json.ts";
import { decodeResponse } from "./decode-response.ts";
import {
  fromProtoTime,
  fromProtoValue,
  toProtoTime,
  toProtoValue,
  type ProtoValue,
} from "./listen-proto.ts";

const ROOT = "projects/p/databases/(default)/documents/";
const TIME = { seconds: "1795741501", nanos: 706_092_000 };

/** What the gRPC client adds: the name of the member that is there, at every depth. */
function asReceived(proto: ProtoValue): ProtoValue {
  const [valueType = ""] = Object.keys(proto);
  const { arrayValue, mapValue } = proto;
  if (arrayValue) return { valueType, arrayValue: { values: arrayValue.values.map(asReceived) } };
  if (!mapValue) return { ...proto, valueType };
  const fields = Object.entries(mapValue.fields).map(([name, value]) => [name, asReceived(value)]);
  return {
    valueType,
    mapValue: { fields: Object.fromEntries(fields) as Record<string, ProtoValue> },
  };
}

const { value: anyValue } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constant({ nullValue: null }),
    fc.record({ booleanValue: fc.boolean() }),
    fc.record({ integerValue: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String) }),
    fc.record({ doubleValue: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    fc.record({ doubleValue: fc.constantFrom("NaN", "Infinity", "-Infinity") }),
    fc.record({ stringValue: fc.string({ unit: "grapheme" }) }),
    fc.record({
      bytesValue: fc.uint8Array().map((bytes) => Buffer.from(bytes).toString("base64")),
    }),
    fc.record({ timestampValue: fc.tuple(anyTime(), fc.nat(999_999)).map(timeText) }),
    fc.record({ referenceValue: fc.constant(`${ROOT}c/a`) }),
    fc.record({
      geoPointValue: fc.record({ latitude: fc.constant(0), longitude: fc.constant(1) }),
    }),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie("value"), { maxLength: 3 }) }) }),
    fc.record({
      mapValue: fc.record({
        fields: fc.dictionary(fc.constantFrom("a", "__proto__", "é"), tie("value"), {
          noNullPrototype: true,
        }),
      }),
    }),
  ),
}));

function anyTime() {
  return fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
}

function timeText([date, micros]: readonly [Date, number]): string {
  return `${date.toISOString().slice(0, 19)}.${String(micros).padStart(6, "0")}Z`;
}

test("every value comes back from gRPC's form as it was", () => {
  const property = fc.property(anyValue, (value) => {
    expect(fromProtoValue(asReceived(toProtoValue(value)))).toEqual(value);
  });
  fc.assert(property);
});

test("times keep their microseconds, before 1970 too", () => {
  for (const time of ["2026-11-27T01:33:42.760834Z", "0001-01-01T00:00:00.000001Z"]) {
    expect(fromProtoTime(toProtoTime(time))).toBe(time);
  }
});

test("a value of a kind that is not known is a field that can't be read, beside all others", () => {
  const fields = { known: { stringValue: "x", valueType: "stringValue" }, other: {} } as const;
  const document = { name: `${ROOT}c/a`, fields, createTime: TIME, updateTime: TIME };
  const change = { document, targetIds: [1], removedTargetIds: [] };
  expect(decodeResponse({ documentChange: change }, ROOT)).toMatchObject({
    document: { path: "c/a", data: { known: "x" }, unreadable: [{ field: ["other"] }] },
  });
});

test("a response of a kind that is not known is none", () => {
  expect(decodeResponse({}, ROOT)).toBeUndefined();
  const targetChange = {
    targetChangeType: "NEW",
    targetIds: [],
    cause: null,
    resumeToken: Buffer.from(""),
    readTime: null,
  };
  expect(decodeResponse({ targetChange }, ROOT)).toBeUndefined();
});

test("a document of another database is refused", () => {
  const document = "projects/p/databases/other/documents/c/a";
  const gone = { documentDelete: { document, removedTargetIds: [1] } };
  expect(() => decodeResponse(gone, ROOT)).toThrow("not asked for");
});
