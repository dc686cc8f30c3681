import { distinctPaths } from "./distinct-paths.ts";

test("a path that stands again is left out, and one within another is not", () => {
  const paths = [["a"], ["a", "b"], ["a"], ["b"], ["a", "b"]];
  expect(distinctPaths(paths)).toEqual([["a"], ["a", "b"], ["b"]]);
});
