import fc from "fast-check";
import { isFilterCountWithinLimits, MAX_FILTER_DEPTH, MAX_FILTERS } from "./filter-count.ts";

const COMPARISON = ["a", "==", 1];

type Tree = typeof COMPARISON | { and: Tree[] } | { or: Tree[] };

function nested(depth: number): Tree {
  return depth === 0 ? COMPARISON : { and: [nested(depth - 1)] };
}

const tree = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.constant(COMPARISON),
    fc.record({ and: fc.array(tie("tree"), { minLength: 1, maxLength: 6 }) }),
    fc.record({ or: fc.array(tie("tree"), { minLength: 1, maxLength: 6 }) }),
  ),
})).tree;

function count(filter: Tree): number {
  if (Array.isArray(filter)) return 1;
  return ("and" in filter ? filter.and : filter.or).reduce((sum, each) => sum + count(each), 0);
}

describe("isFilterCountWithinLimits", () => {
  test("counts the comparisons, however they nest", () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 40 }), (where) => {
        const comparisons = where.reduce((sum, each) => sum + count(each), 0);
        expect(isFilterCountWithinLimits(where)).toBe(comparisons <= MAX_FILTERS);
      }),
    );
  });

  test("lets filters nest as deep as they may, and no deeper", () => {
    expect(isFilterCountWithinLimits([nested(MAX_FILTER_DEPTH)])).toBe(true);
    expect(isFilterCountWithinLimits([nested(MAX_FILTER_DEPTH + 1)])).toBe(false);
  });

  test.each([[undefined], [null], ["where"], [{ and: [] }], [[1, null, { and: 1 }, { xor: [] }]]])(
    "leaves %j to the schema",
    (where) => {
      expect(isFilterCountWithinLimits(where)).toBe(true);
    },
  );

  test("a million filters within filters are soon told", () => {
    const wide = (width: number, filter: unknown) =>
      Array.from({ length: width }, () => ({ and: Array.from({ length: width }, () => filter) }));
    expect(isFilterCountWithinLimits(wide(1000, 1))).toBe(false);
    expect(isFilterCountWithinLimits(wide(30, { or: wide(30, {}) }))).toBe(false);
  });
});
