import fc from "fast-check";
import type * as z from "zod";
import type { geoPoint } from "../schema/types/geo-point.ts";
import type { integer } from "../schema/types/number.ts";
import type { timestamp } from "../schema/types/timestamp.ts";
import { fromWire, toWire, valueFromWire, valueToWire } from "./client-codec.ts";
import {
  FieldValue,
  GeoPoint,
  Reference,
  Timestamp,
  Vector,
  type ClientValue,
} from "./client-value.ts";
import * as arbitrary from "../values/value.arbitrary.ts";
import { escapeFields } from "./wire-escape.ts";
import { readFields } from "./wire.ts";

test("every document that comes can be sent back as it was", () => {
  fc.assert(
    fc.property(arbitrary.fields, (fields) => {
      const sent = escapeFields(fields);
      expect(toWire(fromWire(sent))).toEqual(sent);
    }),
  );
});

test("what a client sends is JSON that the gateway reads", () => {
  const data = fc.dictionary(
    arbitrary.fieldName,
    fc.oneof(
      fc.double(),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
      fc.uint8Array({ maxLength: 5 }),
      fc.constant(undefined),
      fc.dictionary(arbitrary.fieldName, fc.double(), { maxKeys: 2, noNullPrototype: true }),
    ),
    { maxKeys: 4, noNullPrototype: true },
  );
  fc.assert(
    fc.property(data, (sent) => {
      expect(readFields(JSON.parse(JSON.stringify(toWire(sent)))).ok).toBe(true);
    }),
  );
});

test.each<[unknown, unknown]>([
  [new Date(0), { $timestamp: "1970-01-01T00:00:00.000000Z" }],
  [new Timestamp("2026-11-22T10:00:00.123456Z"), { $timestamp: "2026-11-22T10:00:00.123456Z" }],
  [new Uint8Array([0, 1]), { $bytes: "AAE=" }],
  [2n ** 53n, { $int64: "9007199254740992" }],
  [5n, 5],
  [-0, { $number: "-0" }],
  [Number.NaN, { $number: "NaN" }],
  [new GeoPoint(1, 2), { $geoPoint: { latitude: 1, longitude: 2 } }],
  [new GeoPoint(-0, -0), { $geoPoint: { latitude: 0, longitude: 0 } }],
  [new Reference("users/ada"), { $reference: "users/ada" }],
  [new Vector([1, Infinity]), { $vector: [1, { $number: "Infinity" }] }],
  [{ $bytes: 1 }, { $map: [["$bytes", 1]] }],
  [{ "@type": 1 }, { $map: [["@type", 1]] }],
  [FieldValue.serverTimestamp(), { $serverTimestamp: true }],
  [FieldValue.increment(2n), { $increment: 2 }],
  [FieldValue.minimum(2), { $minimum: 2 }],
  [FieldValue.maximum(2.5), { $maximum: 2.5 }],
  [
    FieldValue.arrayUnion(new Date(0)),
    { $arrayUnion: [{ $timestamp: "1970-01-01T00:00:00.000000Z" }] },
  ],
  [FieldValue.arrayRemove(1, 2), { $arrayRemove: [1, 2] }],
  [FieldValue.delete(), { $delete: true }],
])("%p is sent as %j", (value, sent) => {
  expect(valueToWire(value)).toEqual(sent);
  expect(toWire({ value })).toEqual({ value: sent });
});

test("properties that are undefined are left out; elements can't be", () => {
  expect(toWire({ a: undefined, b: { c: undefined } })).toEqual({ b: {} });
  expect(() => toWire({ a: [undefined] })).toThrow("undefined");
});

test("what would be lost is refused", () => {
  expect(() => toWire({ a: () => 1 })).toThrow("function");
  expect(() => toWire({ a: new Map() })).toThrow("Map");
  expect(() => toWire({ a: new Date(Number.NaN) })).toThrow(RangeError);
  expect(() => new Timestamp("2026-11-22")).toThrow(RangeError);
});

test("a time is a Date to the millisecond, and orders to the microsecond", () => {
  const time = valueFromWire({ $timestamp: "2026-11-22T10:00:00.123456Z" }) as Timestamp;
  expect(time.toDate()).toEqual(new Date("2026-11-22T10:00:00.123Z"));
  expect(JSON.stringify({ time })).toBe('{"time":"2026-11-22T10:00:00.123456Z"}');
});

test("a client's type follows from the schema's", () => {
  type Place = ClientValue<{
    readonly at: z.infer<ReturnType<typeof geoPoint>>;
    readonly seen: z.infer<ReturnType<typeof timestamp>>[];
    readonly id: z.infer<ReturnType<typeof integer>>;
  }>;
  const place: Place = {
    at: new GeoPoint(1, 2),
    seen: [new Timestamp("2026-11-22T10:00:00Z")],
    id: 5n,
  };
  // @ts-expect-error a tag is nothing that a client sees
  place.seen.push({ $timestamp: "2026-11-22T10:00:00Z" });
  expect(place.id).toBe(5n);
});

test.each<[object, string]>([
  [{ text: () => 1 }, "Can't be sent: function, as text"],
  [{ a: { b: [1, Symbol("x")] } }, "Can't be sent: symbol, as a.b[1]"],
  [{ list: [{ at: new Map() }] }, "Can't be sent: an instance of Map, as list[0].at"],
])("what Firestore has no type for is refused with its place: %#", (data, message) => {
  expect(() => toWire(data)).toThrow(new TypeError(message));
});
