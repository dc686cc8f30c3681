import type { AuthorizedList } from "../authorize/authorize.ts";
import type { ListOperation } from "../request/operation.ts";
import { estimate } from "./estimate.ts";

function readsOf(operation: Omit<ListOperation, "kind">): number {
  const grant = { operation: { kind: "list", ...operation }, collection: "c" };
  return estimate([grant as unknown as AuthorizedList]).cost.reads;
}

const all = { collection: "c", orderBy: [] };
const aggregates = { all: { count: true } } as const;

test("a query is charged its limit and what it skips", () => {
  expect(readsOf({ query: { ...all, limit: 10 } })).toBe(10);
  expect(readsOf({ query: { ...all, limit: 10, offset: 30 } })).toBe(40);
});

test("an aggregation is charged a read for each 1,000 entries that it skips, and one at least", () => {
  expect(readsOf({ query: all, aggregates })).toBe(1);
  expect(readsOf({ query: { ...all, limit: 5_000 }, aggregates })).toBe(1);
  expect(readsOf({ query: { ...all, offset: 2_001 }, aggregates })).toBe(3);
});
