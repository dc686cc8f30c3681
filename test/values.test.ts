import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { fromWire, toWire } from "../packages/gateway/src/wire/client-codec.ts";
import {
  GeoPoint,
  Reference,
  Timestamp,
  Vector,
} from "../packages/gateway/src/wire/client-value.ts";
import * as arbitrary from "../packages/gateway/src/values/value.arbitrary.ts";
import type { Fields } from "../packages/gateway/src/values/value.ts";
import { escapeFields } from "../packages/gateway/src/wire/wire-escape.ts";
import { readFields } from "../packages/gateway/src/wire/wire.ts";
import { emulators } from "./support/emulators.ts";
import type { Client } from "./support/gateway.ts";
import { Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { refusalOf } from "./support/refusal.ts";
import { completeFields, restFields } from "./support/rest-form.ts";
import { signedClient } from "./support/signed-client.ts";

/** Every value there and back, through the gateway as it runs in production, with Firebase's own client. */
let production: Production;
let ada: Client;

interface Got {
  readonly document: { readonly data: Fields };
}

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  ada = signedClient(await production.instance("database"), { sub: "ada" });
});

afterAll(() => production.stop());

const newPath = () => `values/${randomUUID()}`;
const DATABASE = `projects/${emulators.project}/databases/(default)`;
const vector = (...elements: unknown[]) => ({
  mapValue: {
    fields: {
      __type__: { stringValue: "__vector__" },
      value: { arrayValue: { values: elements.map((doubleValue) => ({ doubleValue })) } },
    },
  },
});

describe("a value", () => {
  test.each<[string, unknown, unknown, unknown]>([
    ["null", null, null, { nullValue: null }],
    ["a boolean", true, true, { booleanValue: true }],
    ["an integer", 5, 5, { integerValue: "5" }],
    [
      "the largest integer of JSON's",
      2 ** 53 - 1,
      9007199254740991,
      { integerValue: "9007199254740991" },
    ],
    [
      "an integer beyond",
      9007199254740993n,
      { $int64: "9007199254740993" },
      { integerValue: "9007199254740993" },
    ],
    [
      "the least integer",
      -(2n ** 63n),
      { $int64: "-9223372036854775808" },
      { integerValue: "-9223372036854775808" },
    ],
    ["a double", 0.1, 0.1, { doubleValue: 0.1 }],
    ["the least double", 5e-324, 5e-324, { doubleValue: 5e-324 }],
    ["a large double", 1e308, 1e308, { doubleValue: 1e308 }],
    ["-0", -0, { $number: "-0" }, { doubleValue: -0 }],
    ["NaN", Number.NaN, { $number: "NaN" }, { doubleValue: "NaN" }],
    ["infinity", Infinity, { $number: "Infinity" }, { doubleValue: "Infinity" }],
    ["-infinity", -Infinity, { $number: "-Infinity" }, { doubleValue: "-Infinity" }],
    [
      "a time to the microsecond",
      new Timestamp("2026-11-22T10:00:00.123456Z"),
      { $timestamp: "2026-11-22T10:00:00.123456Z" },
      { timestampValue: "2026-11-22T10:00:00.123456Z" },
    ],
    [
      "the first second",
      new Timestamp("0001-01-01T00:00:00Z"),
      { $timestamp: "0001-01-01T00:00:00.000000Z" },
      { timestampValue: "0001-01-01T00:00:00Z" },
    ],
    ["no text", "", "", { stringValue: "" }],
    [
      "text of every kind",
      "\0\n€😀\u{10FFFF}é",
      "\0\n€😀\u{10FFFF}é",
      { stringValue: "\0\n€😀\u{10FFFF}é" },
    ],
    ["bytes", new Uint8Array([0, 1, 255]), { $bytes: "AAH/" }, { bytesValue: "AAH/" }],
    ["no bytes", new Uint8Array(), { $bytes: "" }, { bytesValue: "" }],
    [
      "a reference",
      new Reference("users/ada"),
      { $reference: "users/ada" },
      { referenceValue: `${DATABASE}/documents/users/ada` },
    ],
    [
      "a reference to another database",
      new Reference("projects/other/databases/(default)/documents/users/ada"),
      { $reference: "projects/other/databases/(default)/documents/users/ada" },
      { referenceValue: "projects/other/databases/(default)/documents/users/ada" },
    ],
    [
      "a place",
      new GeoPoint(-90, 13.5),
      { $geoPoint: { latitude: -90, longitude: 13.5 } },
      { geoPointValue: { latitude: -90, longitude: 13.5 } },
    ],
    [
      "a vector",
      new Vector([1, -0.5, Infinity]),
      { $vector: [1, -0.5, { $number: "Infinity" }] },
      vector(1, -0.5, "Infinity"),
    ],
    ["an empty list", [], [], { arrayValue: {} }],
    ["an empty map", {}, {}, { mapValue: {} }],
    [
      "lists and maps within each other",
      [1, { b: [{ c: null }] }],
      [1, { b: [{ c: null }] }],
      {
        arrayValue: {
          values: [
            { integerValue: "1" },
            {
              mapValue: {
                fields: {
                  b: {
                    arrayValue: { values: [{ mapValue: { fields: { c: { nullValue: null } } } }] },
                  },
                },
              },
            },
          ],
        },
      },
    ],
    [
      "a map that looks tagged",
      { $timestamp: "no time" },
      { $map: [["$timestamp", "no time"]] },
      { mapValue: { fields: { $timestamp: { stringValue: "no time" } } } },
    ],
    [
      "a map with a name that the protocol keeps for itself",
      { "@type": "type.googleapis.com/google.protobuf.Int64Value", value: "5" },
      {
        $map: [
          ["@type", "type.googleapis.com/google.protobuf.Int64Value"],
          ["value", "5"],
        ],
      },
      {
        mapValue: {
          fields: {
            "@type": { stringValue: "type.googleapis.com/google.protobuf.Int64Value" },
            value: { stringValue: "5" },
          },
        },
      },
    ],
  ])("%s is stored as Firestore's own, and comes back", async (_what, value, sent, stored) => {
    const path = newPath();
    expect(toWire({ value })).toEqual({ value: sent });
    await ada.call("setDocument", { path, data: toWire({ value }) });
    expect((await rawFirestore.get(path))?.fields).toEqual({ value: stored });
    const { document } = await ada.call<Got>("getDocument", { path });
    expect(document.data).toEqual({ value: sent });
    expect(fromWire(document.data)).toEqual({ value });
  });

  test("a document's own fields may have any name", async () => {
    const names = ["$timestamp", "@type", "a.b", "`", "constructor", "hasOwnProperty", "😀", " "];
    for (const name of names) {
      const path = newPath();
      await ada.call("setDocument", { path, data: toWire({ [name]: 1 }) });
      expect((await rawFirestore.get(path))?.fields).toEqual({ [name]: { integerValue: "1" } });
      const { document } = await ada.call<Got>("getDocument", { path });
      expect(fromWire(document.data)).toEqual({ [name]: 1 });
    }
  });
});

describe("every document", () => {
  const DOCUMENTS = 20;

  test("that is written is read as it was, and is in Firestore as it should be", async () => {
    const documents = fc.array(arbitrary.fields, { minLength: DOCUMENTS, maxLength: DOCUMENTS });
    await fc.assert(
      fc.asyncProperty(documents, async (written) => {
        const paths = written.map(newPath);
        const writes = written.map((fields, index) => {
          return { op: "set", path: paths[index], data: escapeFields(fields) };
        });
        await ada.call("batchWrite", { writes });
        const answer = await ada.call<{ documents: Got["document"][] }>("getDocuments", { paths });
        const read = answer.documents.map(({ data }) => readFields(data));
        expect(read).toEqual(written.map((value) => ({ ok: true, value })));
        const stored = await Promise.all(paths.map((path) => rawFirestore.get(path)));
        expect(stored.map((document) => completeFields(document?.fields ?? {}))).toEqual(
          written.map(restFields),
        );
      }),
      { numRuns: 15 },
    );
  });

  test("up to 1 MiB is taken", async () => {
    const path = newPath();
    const data = { text: "x".repeat(1_048_400) };
    await ada.call("setDocument", { path, data });
    expect((await ada.call<Got>("getDocument", { path })).document.data).toEqual(data);
  });
});

describe("what Firestore can't store is refused, with its field", () => {
  const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });
  const LONE = "\ud800";

  test.each<[string, unknown, string, RegExp]>([
    ["half a character", { a: { b: [LONE] } }, "a.b[0]", /Unicode/],
    ["a name with half a character", { a: { [LONE]: 1 } }, `a.\`${LONE}\``, /Unicode/],
    ["an empty name", { a: { "": 1 } }, "a.``", /empty/],
    ["a reserved name", { a: { __b__: 1 } }, "a.__b__", /reserved/],
    ["21 maps within each other", { a: nested(21) }, Array(21).fill("a").join("."), /deeper/],
    ["a list in a list", { a: [[1]] }, "a[0]", /array/],
    ["a vector in a list", { a: [{ $vector: [1] }] }, "a[0]", /array/],
    ["an unknown tag", { a: { $date: 1 } }, "a", /no tag/],
    ["a time that is none", { a: { $timestamp: "now" } }, "a", /RFC 3339/],
    ["a time without a zone", { a: { $timestamp: "2026-11-22T10:00:00" } }, "a", /zone/],
    ["the year 10000", { a: { $timestamp: "10000-01-01T00:00:00Z" } }, "a", /year/],
    [
      "a place beyond the pole",
      { a: { $geoPoint: { latitude: 91, longitude: 0 } } },
      "a",
      /degrees/,
    ],
    ["half a place", { a: { $geoPoint: { latitude: 1 } } }, "a", /longitude/],
    ["bytes that are none", { a: { $bytes: "a" } }, "a", /base64/],
    ["a reference to a collection", { a: { $reference: "users" } }, "a", /document/],
    ["an unknown number", { a: { $number: "5" } }, "a", /NaN/],
    ["an integer of 65 bits", { a: { $int64: "9223372036854775808" } }, "a", /2\^63/],
    ["an integer that is a number", { a: { $int64: 5 } }, "a", /string/],
    ["a vector of nothing", { a: { $vector: [] } }, "a", /numbers/],
    ["a vector with NaN", { a: { $vector: [{ $number: "NaN" }] } }, "a", /NaN/],
    ["entries that are none", { a: { $map: [1] } }, "a", /\[name, value\]/],
    [
      "entries with a name twice",
      {
        a: {
          $map: [
            ["b", 1],
            ["b", 2],
          ],
        },
      },
      "a",
      /twice/,
    ],
    ["a transform in a list", { a: [{ $serverTimestamp: true }] }, "a[0]", /array/],
    ["a deletion in what is created", { a: { $delete: true } }, "a", /can't stand/],
    ["a string of over 1 MiB", { a: "x".repeat(1_048_488) }, "a", /1048487 bytes/],
    ["a document of over 1 MiB", { a: "x".repeat(6e5), b: "x".repeat(6e5) }, "", /1048576 bytes/],
    ["too many index entries", { a: Array(40_001).fill(1) }, "", /40000 entries/],
  ])("%s", async (_what, data, field, description) => {
    const refusal = await refusalOf(ada.call("createDocument", { collection: "values", data }));
    expect(refusal).toMatchObject({ code: "invalid-argument", details: { fieldViolations: [{}] } });
    const [violation] = refusal.details["fieldViolations"] as Record<string, string>[];
    expect(violation?.["field"]).toBe(field);
    expect(violation?.["description"]).toMatch(description);
  });
});
