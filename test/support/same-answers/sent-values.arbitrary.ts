import fc from "fast-check";

/** JSON as a request of Firestore's REST API has it. */
export type Sent = Readonly<Record<string, unknown>>;

/** What names of documents start with, of whichever project is asked. */
export const ROOT = "{root}";

/** One of these, as a value of the kind. */
export function oneOf(kind: string, ...values: readonly unknown[]): fc.Arbitrary<Sent> {
  return fc.constantFrom(...values).map((value) => ({ [kind]: value }));
}

/** A message with some of these parts, those that are undefined left out. */
export function message(parts: Readonly<Record<string, fc.Arbitrary<unknown>>>) {
  return fc
    .record(parts)
    .map((made): Sent =>
      Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)),
    );
}

/** What is left out in one case of so many. */
export function maybe<T>(arbitrary: fc.Arbitrary<T>, weight = 1): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight, arbitrary });
}

export const number = fc.oneof(
  oneOf("integerValue", "1", 1, "-2", "0", "9007199254740993"),
  // A double that is whole is an integer, as docs/sdk.md says: no few of these come to one.
  oneOf("doubleValue", 0.1, "1.35", "NaN", "Infinity", "-Infinity"),
);

export const scalar = fc.oneof(
  number,
  oneOf("stringValue", "a", "b", ""),
  oneOf("booleanValue", true, false),
  oneOf("nullValue", null, "NULL_VALUE"),
  oneOf(
    "timestampValue",
    "2020-01-01T00:00:00Z",
    "2020-01-01T01:00:00.123456+01:00",
    "2020-01-01T00:00:00.123456789Z",
  ),
  oneOf("bytesValue", "", "AAE=", "AAE", "__8=", "//8="),
  oneOf("geoPointValue", {}, { latitude: 1 }, { latitude: 1, longitude: -2 }),
  oneOf("referenceValue", `${ROOT}rows/a`, `${ROOT}rows/a/rows/b`),
);

const VECTOR: Sent = {
  mapValue: {
    fields: {
      __type__: { stringValue: "__vector__" },
      value: { arrayValue: { values: [{ doubleValue: 1.5 }, { doubleValue: 2.5 }] } },
    },
  },
};

const array = fc
  .oneof(fc.constant({}), message({ values: fc.array(scalar, { maxLength: 3 }) }))
  .map((arrayValue) => ({ arrayValue }));

/** Any value; maps nest two deep. */
export const value = fc.letrec<{ value: Sent; map: Sent }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, depthSize: "small" },
    { weight: 5, arbitrary: scalar },
    { weight: 1, arbitrary: array },
    { weight: 1, arbitrary: fc.constant(VECTOR) },
    { weight: 3, arbitrary: tie("map") },
  ),
  map: fc
    .dictionary(fc.constantFrom("n", "o", "p"), tie("value"), {
      maxKeys: 3,
      noNullPrototype: true,
    })
    .map((fields) => ({ mapValue: { fields } })),
})).value;

export const fields = fc.dictionary(fc.constantFrom("a", "b", "m", "US Gross"), value, {
  maxKeys: 4,
  noNullPrototype: true,
});

const PATHS = ["a", "b", "m", "m.n", "m.n.o", "m.o", "`m`.`n`", "`US Gross`", "a.x"];
const NO_PATHS = ["", "a..b", "__x__", "m.", "US Gross", "`a", "0a"];

export const fieldPath = fc.constantFrom(...PATHS);
/** A field path, and now and then a text that is none. */
export const anyPath = fc.oneof(
  { weight: 30, arbitrary: fieldPath },
  { weight: 1, arbitrary: fc.constantFrom(...NO_PATHS) },
);

export const DOCUMENTS = ["rows/a", "rows/b", "rows/__id7__", "rows/a/rows/b"];
const NO_DOCUMENTS = ["rows/__x__", "rows/..", "rows", "rows/a/b", "rows/", ""];

/** The name of a document, and now and then one of nothing. */
export const documentName = fc
  .oneof(
    { weight: 40, arbitrary: fc.constantFrom(...DOCUMENTS) },
    { weight: 1, arbitrary: fc.constantFrom(...NO_DOCUMENTS) },
  )
  .map((path) => ROOT + path);
