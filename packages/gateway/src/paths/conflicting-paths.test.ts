import fc from "fast-check";
import { conflictingPaths } from "./conflicting-paths.ts";
import { isPrefix } from "./field-path.ts";

test("paths conflict if, and only if, one of them leads to another", () => {
  const path = fc.array(fc.constantFrom("a", "b"), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(path, { maxLength: 4 }), (paths) => {
      const conflict = paths.some((one, i) =>
        paths.some((other, j) => i !== j && isPrefix(one, other)),
      );
      expect(conflictingPaths(paths).length > 0).toBe(conflict);
    }),
  );
});

test("the one that is part of the other is named", () => {
  expect(conflictingPaths([["a", "US Gross"], ["a"], ["b"], ["b"]])).toEqual([
    { field: "b", description: "is written twice" },
    {
      field: "a.`US Gross`",
      description: "can't be written together with a, of which it is a part",
    },
  ]);
});
