import { outermost } from "./outermost.ts";

test("what lies in another, and what stands twice, is left out", () => {
  const paths = [["a", "b"], ["c", "d"], ["a"], ["c", "d"], ["c", "e"], ["a", "b", "c"]];
  expect(outermost(paths, (path) => path)).toEqual([["c", "d"], ["a"], ["c", "e"]]);
});
