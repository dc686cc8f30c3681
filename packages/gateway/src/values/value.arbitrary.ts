import fc from "fast-check";
import { checkFieldName } from "../paths/field-path.ts";
import { fieldsOf, mapValue } from "./map.ts";
import { MAX_INT64, MIN_INT64 } from "./number.ts";
import { checkCollectionId } from "../paths/path.ts";
import type { Fields, Value } from "./value.ts";

/** Names that a map of JavaScript's, the callable protocol or a tag could mistake for their own. */
const TRICKY_NAMES = [
  "$timestamp",
  "$map",
  "$unknown",
  "@type",
  "constructor",
  "hasOwnProperty",
  "toString",
  "__proto",
  "length",
  "US Gross",
  "a.b",
  "`",
  "0",
];

/** Every name that Firestore takes, short ones. */
export const fieldName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...TRICKY_NAMES),
  fc
    .string({ unit: "binary", minLength: 1, maxLength: 8 })
    .filter((name) => checkFieldName(name) === undefined),
);

/** Every id that a collection can have, short ones. */
export const collectionId: fc.Arbitrary<string> = fc
  .string({ unit: "binary", minLength: 1, maxLength: 8 })
  .filter((id) => checkCollectionId(id) === undefined);

/** Every id that a document can have, short ones, and numbers as Datastore makes them. */
export const documentId: fc.Arbitrary<string> = fc.oneof(
  { weight: 9, arbitrary: collectionId },
  {
    weight: 1,
    arbitrary: fc
      .bigInt({ min: MIN_INT64, max: MAX_INT64 })
      .filter((number) => number !== 0n)
      .map((number) => `__id${String(number)}__`),
  },
);

/** Paths of documents, one to three collections deep. */
export const documentPath: fc.Arbitrary<string> = fc
  .array(fc.tuple(collectionId, documentId), { minLength: 1, maxLength: 3 })
  .map((pairs) => pairs.flat().join("/"));

export const timestamp: fc.Arbitrary<Value> = fc
  .tuple(
    fc.date({
      min: new Date("0001-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59.999Z"),
      noInvalidDate: true,
    }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(([date, micros]) => ({
    $timestamp: date.toISOString().replace("Z", `${String(micros).padStart(3, "0")}Z`),
  }));

/** What JSON can't hold as a number, but Firestore does. */
const wideInteger: fc.Arbitrary<Value> = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  .filter((n) => !Number.isSafeInteger(Number(n)))
  .map((n) => ({ $int64: String(n) }));

/** Every number of Firestore's. */
export const number: fc.Arbitrary<Value> = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noDefaultInfinity: true, noNaN: true }),
  fc.constantFrom(0, -0, 2 ** 53, -(2 ** 53), 1e308, 5e-324),
  fc.constantFrom("NaN", "Infinity", "-Infinity").map(($number) => ({ $number })),
  wideInteger,
);

const vector: fc.Arbitrary<Value> = fc
  .array(
    fc.oneof(
      fc.double({ noDefaultInfinity: true, noNaN: true }),
      fc.constantFrom("Infinity", "-Infinity").map(($number) => ({ $number })),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map(($vector) => ({ $vector }));

const coordinate = (limit: number): fc.Arbitrary<number> =>
  fc.double({ min: -limit, max: limit, noNaN: true }).map((degrees) => degrees + 0);

const reference: fc.Arbitrary<Value> = fc
  .oneof(
    documentPath,
    documentPath.map((path) => `projects/other/databases/(default)/documents/${path}`),
  )
  .map(($reference) => ({ $reference }));

const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  number,
  fc.string({ unit: "binary", maxLength: 12 }),
  timestamp,
  fc
    .uint8Array({ maxLength: 12 })
    .map((bytes) => ({ $bytes: Buffer.from(bytes).toString("base64") })),
  fc
    .record({ latitude: coordinate(90), longitude: coordinate(180) }, { noNullPrototype: true })
    .map(($geoPoint) => ({ $geoPoint })),
  reference,
);

/** A map as old imports left them. */
const legacyEntity: fc.Arbitrary<Value> = fc
  .tuple(reference, fc.array(fc.tuple(fieldName, scalar), { maxLength: 2 }))
  .map(([name, entries]) =>
    mapValue(fieldsOf([...entries, ["__type__", "__legacy_entity__"], ["__name__", name]])),
  );

const { map } = fc.letrec<{ map: Value; array: Value }>((tie) => ({
  map: fc
    .array(
      fc.tuple(
        fieldName,
        fc.oneof({ depthSize: "small" }, scalar, vector, tie("array"), tie("map")),
      ),
      {
        maxLength: 4,
      },
    )
    .map((entries) => mapValue(fieldsOf(entries))),
  array: fc.array(fc.oneof({ depthSize: "small" }, scalar, tie("map")), { maxLength: 4 }),
}));

/** Every value of Firestore's, in the one form it has in the gateway. */
export const value: fc.Arbitrary<Value> = fc.oneof(
  scalar,
  vector,
  map,
  legacyEntity,
  fc.array(fc.oneof(scalar, map, legacyEntity), { maxLength: 4 }),
);

/** The fields of every document. */
export const fields: fc.Arbitrary<Fields> = fc
  .array(fc.tuple(fieldName, value), { maxLength: 5 })
  .map(fieldsOf);
