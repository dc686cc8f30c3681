import { loopOf } from "./loop-of.ts";

const requests = ["a", "b", "c", "d", "e"];

test("each connection begins at another request, and goes round all of them", () => {
  const load = { connections: 5, requests, first: 0 };
  expect(loopOf(0, load)).toEqual(requests);
  expect(loopOf(3, load)).toEqual(["d", "e", "a", "b", "c"]);
});

test("more requests than connections are shared out, each to one connection", () => {
  const load = { connections: 2, requests, first: 0 };
  expect([loopOf(0, load), loopOf(1, load)]).toEqual([
    ["a", "c", "e"],
    ["b", "d"],
  ]);
});

test("a share goes on where the last load ended", () => {
  const load = { connections: 2, requests, first: 4 };
  expect(loopOf(0, load)).toEqual(["e", "a", "c"]);
});

test("more connections than requests begin anew at the first", () => {
  expect(loopOf(6, { connections: 10, requests, first: 0 })).toEqual(["b", "c", "d", "e", "a"]);
});
