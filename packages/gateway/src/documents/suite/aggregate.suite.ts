import type { Aggregate, Order, Query } from "../../query/query.ts";
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

  const byN: Order[] = [{ field: ["n"], direction: "asc" }];
  test.each<[asked: Partial<Query>, values: Record<string, Value>]>([
    [{ limit: 3 }, { all: 3 }],
    [{ limit: 9 }, { all: 5 }],
    [{ offset: 3 }, { all: 2 }],
    [{ offset: 1, limit: 2 }, { all: 2 }],
    [{ offset: 9 }, { all: 0 }],
    [{ orderBy: byN }, { all: 4 }],
    [{ orderBy: byN, startAt: { values: [2], before: true } }, { all: 3 }],
    [{ orderBy: byN, startAt: { values: [2], before: false } }, { all: 2 }],
    [{ orderBy: byN, endAt: { values: [2], before: false } }, { all: 2 }],
    [{ orderBy: byN, endAt: { values: [2], before: true }, limit: 5 }, { all: 1 }],
  ])("the count of %j is %j", async (asked, values) => {
    const query: Query = { collection, orderBy: [], ...asked };
    expect((await store.aggregate(query, { all: count }, {})).values).toEqual(values);
  });

  test("of what is aggregated a limit takes the first by the query's order, then by the fields", async () => {
    const gross = { total: { sum: ["US Gross"] }, all: count };
    const of = async (aggregates: Record<string, Aggregate>, asked: Partial<Query>) =>
      (await store.aggregate({ collection, orderBy: [], ...asked }, aggregates, {})).values;
    expect(await of(gross, { limit: 2 })).toEqual({ total: 2.5, all: 2 });
    const byNDesc: Order[] = [{ field: ["n"], direction: "desc" }];
    expect(await of(gross, { orderBy: byNDesc, limit: 1 })).toEqual({ total: 0, all: 1 });
    expect(await of(gross, { orderBy: byNDesc, limit: 2 })).toEqual({ total: 3, all: 2 });
    expect(await of({ ...gross, of: { sum: ["m", "n"] } }, { limit: 2 })).toEqual({
      total: 2.5,
      of: 10,
      all: 1,
    });
  });

  test.each<Order["direction"]>(["asc", "desc"])(
    "the id may order what is aggregated behind the fields that are: %s",
    async (direction) => {
      const orderBy: Order[] = [...byN, { field: ["__name__"], direction }];
      const query: Query = { collection, orderBy, limit: 2 };
      const { values } = await store.aggregate(query, { total: { sum: ["n"] }, all: count }, {});
      expect(values).toEqual({ total: 3, all: 2 });
    },
  );

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
