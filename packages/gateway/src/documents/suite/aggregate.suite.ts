import type { Aggregate, Query } from "../../query/query.ts";
import type { Fields, Value } from "../../values/value.ts";
import type { DocumentStore } from "../store.ts";
import { freshCollection, seed, TIME } from "./fixture.suite.ts";

const count: Aggregate = { count: true };

const DATA: Readonly<Record<string, Fields>> = {
  a: { n: 1, "US Gross": 2.5, m: { n: 10 } },
  b: { n: 2, "US Gross": 3 },
  c: { n: { $int64: "9007199254740993" } },
  d: { n: "text", "US Gross": null },
  e: {},
};

/** @param within path of the document below which the collection lies, with a slash; or nothing */
export function aggregateContract(store: DocumentStore, within = ""): void {
  const collection = within + freshCollection();
  beforeAll(() =>
    seed(
      store,
      Object.fromEntries(Object.entries(DATA).map(([id, data]) => [`${collection}/${id}`, data])),
    ),
  );

  test.each<[aggregates: Record<string, Aggregate>, values: Record<string, Value>]>([
    [{ all: count }, { all: 5 }],
    [{ total: { sum: ["US Gross"] } }, { total: 5.5 }],
    [{ total: { sum: ["m", "n"] } }, { total: 10 }],
    [{ total: { sum: ["n"] } }, { total: { $int64: "9007199254740996" } }],
    [{ mean: { average: ["US Gross"] } }, { mean: 2.75 }],
    [
      { total: { sum: ["none"] }, mean: { average: ["none"] }, all: count },
      { total: 0, mean: null, all: 0 },
    ],
    [
      { "a name of any kind": count, both: { sum: ["US Gross"] } },
      { "a name of any kind": 3, both: 5.5 },
    ],
    [{ constructor: count }, { constructor: 5 }],
  ])("%j is %j", async (aggregates, values) => {
    const query: Query = { collection, orderBy: [] };
    const answer = await store.aggregate(query, aggregates, {});
    expect(answer).toEqual({ values, readTime: expect.stringMatching(TIME) as string });
  });

  test("an aggregate is over what the query finds", async () => {
    const query: Query = {
      collection,
      orderBy: [{ field: ["US Gross"], direction: "desc" }],
      where: { field: ["n"], op: ">=", value: 1 },
      limit: 1,
    };
    const { values } = await store.aggregate(query, { all: count }, {});
    expect(values).toEqual({ all: 1 });
  });
}
