import fc from "fast-check";
import type { Aggregate, Query } from "../../query/query.ts";
import { trial } from "../query.arbitrary.ts";
import { compileAggregate, compileQuery } from "./compile-query.ts";
import { decodeAggregate, decodeQuery } from "./decode-query.ts";
import type { JsonQuery } from "./rest-json.ts";

const ROOT = "projects/p/databases/(default)/documents/";

/** As it is after a way over the wire. */
function sent(query: Query) {
  const { parent, structuredQuery } = compileQuery(query, ROOT);
  const json = JSON.parse(JSON.stringify(structuredQuery)) as JsonQuery;
  return { parent: decodeURIComponent(parent.slice(1)), json };
}

test("what is decoded compiles to the same request again", () => {
  fc.assert(
    fc.property(fc.constantFrom("c", "users/ada/notes"), trial("c"), (collection, { queries }) => {
      for (const asked of queries) {
        const query = { ...asked, ...(asked.allDescendants ? {} : { collection }) };
        const { parent, json } = sent(query);
        expect(sent(decodeQuery(parent, json, ROOT))).toEqual({ parent, json });
      }
    }),
  );
});

test("findNearest comes back whole", () => {
  const query: Query = {
    collection: "c",
    orderBy: [],
    findNearest: {
      field: ["the vector"],
      vector: [1, -0.5],
      distance: "COSINE",
      limit: 3,
      distanceResultField: ["distance"],
      distanceThreshold: 0.5,
    },
  };
  expect(decodeQuery("", sent(query).json, ROOT)).toEqual(query);
});

test.each<Aggregate>([{ count: true }, { sum: ["a b"] }, { average: ["m", "n"] }])(
  "%j comes back",
  (aggregate) => {
    expect(decodeAggregate(compileAggregate(aggregate, "a"))).toEqual(aggregate);
  },
);

test.each<[string, string, object]>([
  ["an unknown operator", "", { where: filter("LIKE") }],
  ["a field path that is none", "", { select: { fields: [{ fieldPath: "a..b" }] } }],
  [
    "a collection group below a document",
    "a/b",
    { from: [{ collectionId: "c", allDescendants: true }] },
  ],
])("%s is refused", (_, parent, part) => {
  const json = { from: [{ collectionId: "c" }], ...part } as unknown as JsonQuery;
  expect(() => decodeQuery(parent, json, ROOT)).toThrow(
    expect.objectContaining({ name: "StoreError", code: "INVALID_ARGUMENT" }),
  );
});

function filter(op: string) {
  return { fieldFilter: { field: { fieldPath: "a" }, op, value: { nullValue: null } } };
}
