import fc from "fast-check";
import { documentOf, PALETTE } from "../documents/query.arbitrary.ts";
import { areEqual } from "../values/compare.ts";
import { mapValue } from "../values/map.ts";
import type { Fields } from "../values/value.ts";
import { fromStoredText, toStoredText } from "./change-parts.ts";
import { changeBetween, changed, formatChange, parseChange } from "./document-diff.ts";

const names = fc.constantFrom("f", "m", "$timestamp", "$number", "__type__", "@type", "a.b", "é");
const leaf = fc.constantFrom(...PALETTE, -0, { $number: "NaN" as const });
const nested = fc.oneof(leaf, fc.dictionary(names, leaf, { maxKeys: 3 }).map(mapValue));
const fields: fc.Arbitrary<Fields> = fc.oneof(
  fc.dictionary(names, nested, { maxKeys: 4, noNullPrototype: true }),
  documentOf(leaf),
);
const state = fc.option(fields);

function isSame(a: Fields | null, b: Fields | null): boolean {
  return a === null || b === null ? a === b : areEqual(mapValue(a), mapValue(b));
}

test("a change turns what was before into what was after, and is stored as it is", () => {
  fc.assert(
    fc.property(state, state, (before, after) => {
      const change = changeBetween(before, after);
      const stored = toStoredText(formatChange(change));
      const read = parseChange(fromStoredText(stored));
      expect(read).toEqual(change);
      expect(isSame(changed(before, read), after)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test("a change names what differs within maps, and nothing else", () => {
  const before = { same: [1, { a: -0 }], m: { x: 1, gone: 2, deep: { y: 1 } }, type: { n: 1 } };
  const after = { same: [1, { a: 0 }], m: { x: 1, deep: { y: 2 }, new: null }, type: "text" };
  expect(changeBetween(before, after).fields).toEqual([
    [["m", "deep", "y"], 2],
    [["m", "gone"], undefined],
    [["m", "new"], null],
    [["type"], "text"],
  ]);
  expect(changeBetween(null, {})).toEqual({ before: null, exists: true, fields: [] });
});
