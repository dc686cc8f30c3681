import fc from "fast-check";
import { pathsOverlap, type FieldPath } from "../paths/field-path.ts";
import { mapFields } from "./map.ts";
import { omit, pick, valueAt } from "./select.ts";
import * as arbitrary from "./value.arbitrary.ts";
import type { Fields } from "./value.ts";

/** Every field of a document, those of its maps too. */
function pathsOf(fields: Fields, at: FieldPath = []): readonly FieldPath[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const path = [...at, name];
    return [path, ...pathsOf(mapFields(value) ?? {}, path)];
  });
}

/** A document, and field paths of which some are in it: at a value, above it or below it. */
const selection = arbitrary.fields.chain((fields) => {
  const present = pathsOf(fields);
  const path = fc.oneof(
    ...(present.length > 0 ? [fc.constantFrom(...present)] : []),
    fc.array(arbitrary.fieldName, { minLength: 1, maxLength: 2 }),
    fc
      .tuple(fc.constantFrom([], ...present), arbitrary.fieldName)
      .map(([at, name]) => [...at, name]),
  );
  return fc.tuple(fc.constant(fields), fc.array(path, { maxLength: 4 }));
});

test("what is picked is as it was, and nothing else is there", () => {
  fc.assert(
    fc.property(selection, ([fields, paths]) => {
      const picked = pick(fields, paths);
      for (const path of paths) expect(valueAt(picked, path)).toEqual(valueAt(fields, path));
      for (const path of pathsOf(picked)) {
        expect(paths.some((one) => pathsOverlap(one, path))).toBe(true);
      }
    }),
  );
});

test("what is omitted is gone, and everything else is as it was", () => {
  fc.assert(
    fc.property(selection, ([fields, paths]) => {
      const left = omit(fields, paths);
      for (const path of paths) expect(valueAt(left, path)).toBeUndefined();
      const untouched = pathsOf(fields).filter(
        (path) => !paths.some((one) => pathsOverlap(one, path)),
      );
      for (const path of untouched) expect(valueAt(left, path)).toEqual(valueAt(fields, path));
      expect(pathsOf(left).every((path) => valueAt(fields, path) !== undefined)).toBe(true);
    }),
  );
});

test("of a map that loses all its fields picking leaves nothing, and omitting the empty map", () => {
  const fields = { a: { b: 1 }, c: 2 };
  expect(pick(fields, [["a", "x"], ["c"]])).toEqual({ c: 2 });
  expect(omit(fields, [["a", "b"]])).toEqual({ a: {}, c: 2 });
});

test("a name that only looks inherited is not there", () => {
  expect(valueAt({}, ["constructor"])).toBeUndefined();
  expect(pick({ a: 1 }, [["toString"], ["__proto__"]])).toEqual({});
});
