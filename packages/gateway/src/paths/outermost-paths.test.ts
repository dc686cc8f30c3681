import { outermostPaths } from "./outermost-paths.ts";

test("a path within another, wherever it stands, and one that stands again are left out", () => {
  const paths = [["a", "b"], ["a"], ["ab"], ["a"], ["c", "d", "e"], ["c", "d"], ["c", "f"]];
  expect(outermostPaths(paths)).toEqual([["a"], ["ab"], ["c", "d"], ["c", "f"]]);
});
