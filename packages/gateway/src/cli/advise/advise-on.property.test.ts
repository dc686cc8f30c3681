import fc from "fast-check";
import * as z from "zod";
import { queriedFields } from "../../authorize/queried-fields.ts";
import { indexesById, type CollectionIndexes } from "../../indexes/collection-indexes.ts";
import { formatIndex } from "../../indexes/index-definition.ts";
import { Unindexable, type IndexedRequest } from "../../indexes/index-need.ts";
import { missingIndexes } from "../../indexes/missing-indexes.ts";
import { usedIndexes } from "../../indexes/used-indexes.ts";
import { formatFieldPath, parseFieldPath } from "../../paths/field-path.ts";
import type { Filter } from "../../query/query.ts";
import { adviseOn } from "./advise-on.ts";
import { booksWith, listed, usageOf } from "./advised-usage.fixture.ts";

const FIELDS = ["a", "b", "c", "m.x"] as const;
const direction = fc.constantFrom("asc" as const, "desc" as const);
const field = fc.constantFrom(...FIELDS);

/** Indexes that Firestore merges, and queries that need them merged, are few among all. */
const mergeableIndex = fc.constantFrom(["a", "c"], ["b", "c"], ["m.x", "c"], ["a", "b", "c"]);
const anyIndex = fc
  .tuple(fc.uniqueArray(field, { minLength: 2, maxLength: 3 }), fc.array(direction), fc.boolean())
  .map(([fields, directions, hasArray]) => [
    ...(hasArray ? ["d array-contains"] : []),
    ...fields.map((name, at) => (directions[at] === "desc" ? `${name} desc` : name)),
  ]);
const index = fc.oneof(anyIndex, mergeableIndex);
const definition = fc.record({
  indexes: fc.uniqueArray(index, { maxLength: 7, selector: String }),
  unindexed: fc.subarray(["c", "m.y"]),
});

const comparison = fc.oneof(
  { arbitrary: fc.tuple(field, fc.constant("==" as const)), weight: 5 },
  { arbitrary: fc.tuple(field, fc.constant(">" as const)), weight: 1 },
  { arbitrary: fc.tuple(fc.constant("d"), fc.constant("array-contains" as const)), weight: 1 },
);
const conjunction = fc
  .uniqueArray(comparison, { minLength: 1, maxLength: 3, selector: ([name]) => name })
  .map((all): Filter => ({
    and: all.map(([name, op]) => ({ field: parseFieldPath(name), op, value: 1 })),
  }));
const where = fc.oneof(
  { arbitrary: conjunction, weight: 5 },
  { arbitrary: fc.tuple(conjunction, conjunction).map((or): Filter => ({ or })), weight: 1 },
);
const mergingRequest = fc
  .subarray(["a", "b", "m.x"], { minLength: 2 })
  .map((fields): IndexedRequest => {
    const and = fields.map((name) => ({
      field: parseFieldPath(name),
      op: "==" as const,
      value: 1,
    }));
    const orderBy = [{ field: ["c"], direction: "asc" as const }];
    return { query: { collection: "books", where: { and }, orderBy } };
  });
const anyRequest = fc
  .record({
    where,
    orderBy: fc.uniqueArray(fc.tuple(field, direction), { maxLength: 2, selector: ([f]) => f }),
    sums: fc.option(field, { freq: 5 }),
  })
  .map(({ where: filter, orderBy, sums }): IndexedRequest => ({
    query: {
      collection: "books",
      where: filter,
      orderBy: orderBy.map(([name, mode]) => ({ field: parseFieldPath(name), direction: mode })),
    },
    ...(sums !== null && { aggregates: { sum: { sum: parseFieldPath(sums) } } }),
  }));

const request = fc.oneof(anyRequest, mergingRequest);

function isCovered(asked: IndexedRequest, indexes: CollectionIndexes): boolean {
  try {
    return missingIndexes(asked, indexes).length === 0;
  } catch (error) {
    if (error instanceof Unindexable) return false;
    throw error;
  }
}

function indexesOf(books: ReturnType<typeof booksWith>): CollectionIndexes {
  const found = indexesById([books]).get("books");
  if (found === undefined) throw new Error("They have an id.");
  return found;
}

const schema = z.object({
  a: z.any(),
  b: z.any(),
  c: z.any(),
  d: z.any(),
  m: z.object({ x: z.any() }),
});

/** Queries that a definition's indexes serve, as they were counted, and the advice on them. */
const advised = fc
  .tuple(definition, fc.array(fc.tuple(request, fc.nat(35)), { maxLength: 12 }))
  .map(([{ indexes, unindexed }, asked]) => {
    const books = booksWith(indexes, { unindexed });
    const counted = asked.filter(([one]) => isCovered(one, indexesOf(books)));
    const calls = counted.map(([one, daysAgo]) => {
      const described = {
        shape: "any",
        indexes: usedIndexes(one, indexesOf(books)),
        fields: queriedFields(one, [schema]),
      };
      return { call: listed(described), daysAgo };
    });
    return {
      books,
      requests: counted.map(([one]) => one),
      advice: adviseOn(usageOf([books], calls), [books]),
    };
  });

test("no index is called unused that a counted query used, and each other one is", () => {
  fc.assert(
    fc.property(advised, ({ books, requests, advice }) => {
      const used = requests.flatMap((one) => usedIndexes(one, indexesOf(books)));
      const names = new Set(used.map(({ name }) => name));
      const unused = advice.filter(({ kind }) => kind === "unused-index");
      const declared = books.indexes.map((one) => formatIndex(one).join(", "));
      expect(unused.map(({ subject }) => subject)).toEqual(
        declared.filter((name) => !names.has(name)),
      );
    }),
    { numRuns: 120 },
  );
});

test("once all advice is followed, each counted query is served as before", () => {
  fc.assert(
    fc.property(advised, ({ books, requests, advice }) => {
      const gone = advice
        .filter(({ kind }) => kind === "unused-index" || kind === "replaced-index")
        .map(({ subject }) => subject);
      const left = books.indexes
        .map((one) => formatIndex(one))
        .filter((one) => !gone.includes(one.join(", ")));
      const unqueried = advice.filter(({ kind }) => kind === "unqueried-field");
      const unindexed = unqueried.flatMap(({ paste = "" }) => pasted(paste));
      const before = books.unindexed.map((path) => formatFieldPath(path));
      const after = booksWith(left, { unindexed: unqueried.length === 0 ? before : unindexed });
      for (const one of requests) expect(isCovered(one, indexesOf(after))).toBe(true);
      expect(unqueried.length === 0 || before.every((one) => unindexed.includes(one))).toBe(true);
    }),
    { numRuns: 120 },
  );
});

function pasted(option: string): readonly string[] {
  return JSON.parse(option.replace("unindexed: ", "")) as readonly string[];
}
