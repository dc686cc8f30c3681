import type { Fields } from "../../values/value.ts";
import { ORIGINS } from "./foreign-values.ts";
import { toWire } from "./to-wire.ts";

const TIME = { $timestamp: "2018-08-12T04:00:00.000000Z" };

test.each<["firestore" | "mongodb", unknown, unknown]>([
  ["firestore", { _seconds: 1534046400, _nanoseconds: 0 }, TIME],
  [
    "firestore",
    { _nanoseconds: 123456789, _seconds: -1 },
    { $timestamp: "1969-12-31T23:59:59.123456Z" },
  ],
  ["firestore", { seconds: 1534046400, nanoseconds: 0 }, TIME],
  ["firestore", { type: "firestore/timestamp/1.0", seconds: 1534046400, nanoseconds: 0 }, TIME],
  [
    "firestore",
    { __datatype__: "timestamp", value: { _seconds: 1534046400, _nanoseconds: 0 } },
    TIME,
  ],
  [
    "firestore",
    { _latitude: 49.29, _longitude: -123.13 },
    { $geoPoint: { latitude: 49.29, longitude: -123.13 } },
  ],
  [
    "firestore",
    { __datatype__: "geopoint", value: { _latitude: 1, _longitude: 2 } },
    { $geoPoint: { latitude: 1, longitude: 2 } },
  ],
  [
    "firestore",
    { __datatype__: "documentReference", value: "users/ada" },
    { $reference: "users/ada" },
  ],
  ["mongodb", { $oid: "5ca4bbc7a2dd94ee5816238c" }, "5ca4bbc7a2dd94ee5816238c"],
  ["mongodb", { $numberInt: "371138" }, 371138],
  ["mongodb", { $numberLong: "9007199254740993" }, { $int64: "9007199254740993" }],
  ["mongodb", { $numberDouble: "1.5" }, 1.5],
  ["mongodb", { $numberDouble: "NaN" }, { $number: "NaN" }],
  ["mongodb", { $date: "2018-08-12T04:00:00Z" }, TIME],
  ["mongodb", { $date: "2018-08-12T04:00:00.000+0000" }, TIME],
  ["mongodb", { $date: { $numberLong: "1534046400000" } }, TIME],
  ["mongodb", { $date: { $numberLong: "-1" } }, { $timestamp: "1969-12-31T23:59:59.999000Z" }],
  ["mongodb", { $binary: { base64: "AAE=", subType: "00" } }, { $bytes: "AAE=" }],
])(
  "as %s, %j is %j; unasked it rejects its row, with the option to give",
  (origin, sent, value) => {
    expect(toWire({ a: [sent] }, origin)).toEqual({ ok: true, value: { a: [value] } });
    const unasked = toWire({ a: { b: sent } });
    expect(unasked).toMatchObject({ ok: false, violations: [{ field: "a.b" }] });
    expect(JSON.stringify(unasked)).toContain(`--from ${origin} reads`);
  },
);

test("as plain, they are maps like any other", () => {
  const sent = { a: { _seconds: 1, _nanoseconds: 2 } };
  expect(toWire(sent, "plain")).toEqual({ ok: true, value: sent });
});

test.each<["firestore" | "mongodb", object]>([
  ["firestore", { _seconds: 1e15, _nanoseconds: 0 }],
  ["firestore", { _seconds: 1, _nanoseconds: 1e9 }],
  ["firestore", { _seconds: "1", _nanoseconds: 0 }],
  ["firestore", { __datatype__: "other", value: 1 }],
  ["mongodb", { $numberDecimal: "1.10" }],
  ["mongodb", { $numberLong: "x" }],
  ["mongodb", { $date: "yesterday" }],
  ["mongodb", { $ref: "a", $id: "b" }],
])("as %s, %j is refused", (origin, sent) => {
  expect(toWire({ a: sent }, origin)).toMatchObject({ ok: false, violations: [{ field: "a" }] });
});

test("objects that only have such a name among others are maps, whoever wrote them", () => {
  const sent: Fields = { a: { _seconds: 1, _nanoseconds: 2, more: 3 }, value: 1 };
  for (const origin of [undefined, ...ORIGINS]) {
    expect(toWire(sent, origin)).toEqual({ ok: true, value: sent });
  }
});
