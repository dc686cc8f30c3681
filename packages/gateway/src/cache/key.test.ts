import fc from "fast-check";
import type { Query } from "../query/query.ts";
import { trial } from "../documents/query.arbitrary.ts";
import { MemoryStore } from "../documents/memory-store.ts";
import { StoreError } from "../documents/store.ts";
import { aggregateKey, documentKey, documentPath, queryKey } from "./key.ts";

test("a document's key gives its path back", () => {
  fc.assert(
    fc.property(fc.string(), (path) => {
      expect(documentPath(documentKey(path))).toBe(path);
    }),
  );
});

test("queries that share a key have the same answer", async () => {
  let shared = 0;
  await fc.assert(
    fc.asyncProperty(trial("c"), async ({ documents, queries }) => {
      const store = new MemoryStore({ now: () => 0 });
      await store.commit(
        documents.map((fields, index) => ({
          kind: "update" as const,
          path: `c/${String(index)}`,
          fields,
        })),
        {},
      );
      const answers = new Map<string, unknown>();
      for (const query of queries.flatMap(variants)) {
        const answer = await answerOf(store, query);
        const key = queryKey(query);
        if (answers.has(key)) shared += 1;
        else answers.set(key, answer);
        expect(answer).toEqual(answers.get(key));
      }
    }),
    { numRuns: 60 },
  );
  expect(shared).toBeGreaterThan(0);
});

/** The query, one built in another order, and some that are a little different. */
function variants(query: Query): readonly Query[] {
  const { limit, select, where, startAt, endAt, ...rest } = query;
  return [
    query,
    Object.fromEntries(Object.entries(query).toReversed()) as unknown as Query,
    { ...rest },
    { ...rest, ...(where && { where }) },
    { ...rest, ...(select && { select }) },
    { ...rest, limit: (limit ?? 0) + 1 },
    { ...rest, offset: (rest.offset ?? 0) + 1 },
    { ...rest, ...(startAt && { startAt: { ...startAt, before: !startAt.before } }) },
    { ...rest, ...(startAt && { endAt: startAt }), ...(endAt && { startAt: endAt }) },
  ];
}

async function answerOf(store: MemoryStore, query: Query): Promise<unknown> {
  try {
    return (await store.query(query, {})).documents;
  } catch (error) {
    if (error instanceof StoreError) return error.code;
    throw error;
  }
}

test("an integer and a double of one value ask the same", () => {
  const of = (value: number | { $double: number }): string =>
    queryKey({ collection: "c", orderBy: [], where: { field: ["n"], op: "==", value } });
  expect(of({ $double: 5 })).toBe(of(5));
  expect(of(5)).not.toBe(of(6));
});

test("a nearest search's key holds all of it", () => {
  const nearest = { field: ["v"], vector: [1, 2], distance: "COSINE", limit: 3 } as const;
  const changes = [
    {},
    { field: ["w"] },
    { vector: [1, 3] },
    { distance: "EUCLIDEAN" as const },
    { limit: 4 },
    { distanceResultField: ["d"] },
    { distanceThreshold: 0.5 },
  ];
  const keys = changes.map((change) =>
    queryKey({ collection: "c", orderBy: [], findNearest: { ...nearest, ...change } }),
  );
  expect(new Set(keys).size).toBe(changes.length);
});

test("aggregates are told apart by name, kind, field and query, whatever their order", () => {
  const all: Query = { collection: "c", orderBy: [] };
  const n = { count: true } as const;
  const s = { sum: ["a"] };
  expect(aggregateKey(all, { n, s })).toBe(aggregateKey(all, { s, n }));
  const keys = [
    aggregateKey(all, { n }),
    aggregateKey(all, { m: n }),
    aggregateKey(all, { n: s }),
    aggregateKey(all, { n: { average: ["a"] } }),
    aggregateKey(all, { n: { sum: ["b"] } }),
    aggregateKey({ ...all, collection: "d" }, { n }),
    queryKey(all),
    documentKey("c"),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});
