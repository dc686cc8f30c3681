import type { Request } from "../api/api.ts";
import { aggregateDocuments } from "../callables/aggregate-documents.ts";
import type { Authorize } from "../authorize/authorize.ts";
import { toAggregatedQuery, toQuery } from "./request-query.ts";

const collection = "users/ada/notes";
const query = (request: Request<"queryDocuments">) => () => toQuery({ collection, ...request });
const refused = (field: string) =>
  expect.objectContaining({
    reason: "INVALID_REQUEST",
    details: { fieldViolations: [expect.objectContaining({ field })] },
  }) as Error;

const FOREIGN = { $reference: "projects/p/databases/d/documents/users/ada/notes/x" };

test("a document's id is compared with ids and with references, alone and in lists", () => {
  const x = { $reference: `${collection}/x` };
  for (const [op, sent, value] of [
    ["==", "x", x],
    [">", x, x],
    ["in", ["x", x], [x, x]],
  ] as const) {
    const where = [["__name__", op, sent]] as const;
    expect(query({ where: [...where] })().where).toEqual({ field: ["__name__"], op, value });
  }
});

test.each<[string, unknown]>([
  ["==", 5],
  ["==", ["x"]],
  ["==", { $map: [["$reference", "x"]] }],
  [">", null],
  [">", FOREIGN],
  ["in", ["x", 5]],
  ["not-in", [["x"]]],
])("but not with what no id is: %s %j", (op, value) => {
  const where = [["__name__", op, value]] as never;
  expect(query({ where })).toThrow(refused("where[0][2]"));
});

test.each(["in", "not-in", "array-contains-any"] as const)(
  "%s takes arrays and vectors, as a field may be one",
  (op) => {
    const value = [[98101, 98102], [], { $vector: [1, 2] }, { a: [1] }, null];
    expect(query({ where: [["zip", op, value]] })().where).toEqual({ field: ["zip"], op, value });
  },
);

test.each<[string, unknown, string]>([
  ["in", [[[1]]], "where[0][2][0]"],
  ["not-in", [1, [[1]]], "where[0][2][1]"],
  ["in", [[{ $vector: [1] }]], "where[0][2][0]"],
  ["in", [[{ $increment: 1 }]], "where[0][2][0]"],
  ["array-contains-any", [[[1]]], "where[0][2][0]"],
  ["==", [[1]], "where[0][2]"],
  ["array-contains", [[1]], "where[0][2]"],
  ["in", [], "where[0][2]"],
  ["in", { $map: [["a", 1]] }, "where[0][2]"],
])("but %s %j is refused: no field can be that", (op, value, at) => {
  expect(query({ where: [["zip", op, value]] as never })).toThrow(refused(at));
});

test("an id holds nothing, and is no number", () => {
  const where = [["__name__", "array-contains", "x"]] as const;
  expect(query({ where: [...where] })).toThrow(refused("where[0][1]"));
  const plan = () =>
    aggregateDocuments.plan(
      { collection, aggregates: { all: { sum: "__name__" } } },
      undefined as unknown as Authorize,
    );
  expect(plan).toThrow(refused("aggregates.all"));
});

test.each([[5], [FOREIGN], [["x"]]])("no page starts at the id %j", (value) => {
  const orderBy = ["pinned", "__name__"];
  expect(query({ orderBy, startAt: [true, value] as never })).toThrow(refused("startAt[1]"));
});

test("orders name a field once, and nothing after the id", () => {
  expect(query({ orderBy: ["a", ["`a`", "desc"]] })).toThrow(refused("orderBy[1]"));
  expect(query({ orderBy: ["__name__", "a"] })).toThrow(refused("orderBy[1]"));
  expect(query({ orderBy: ["a", "__name__"] })().orderBy).toHaveLength(2);
});

const aggregated = (request: Omit<Request<"aggregateDocuments">, "aggregates">) => () =>
  toAggregatedQuery({ collection, ...request, aggregates: { all: { count: true } } });

test("aggregates are over all documents that match, or over as many as the request says", () => {
  expect(aggregated({})()).toEqual({ collection, orderBy: [] });
  expect(aggregated({ orderBy: ["a"], startAfter: [1], endAt: [5], limit: 10_000 })()).toEqual({
    collection,
    orderBy: [{ field: ["a"], direction: "asc" }],
    startAt: { values: [1], before: false },
    endAt: { values: [5], before: false },
    limit: 10_000,
  });
});

test("aggregates over the last documents are over the first in the other order", () => {
  expect(aggregated({ orderBy: ["a"], startAt: [1], limitToLast: 2 })()).toEqual({
    collection,
    orderBy: [{ field: ["a"], direction: "desc" }],
    endAt: { values: [1], before: false },
    limit: 2,
  });
  expect(aggregated({ limitToLast: 2 })).toThrow(refused("limitToLast"));
  expect(aggregated({ orderBy: ["a"], limit: 2, limitToLast: 2 })).toThrow(refused("limitToLast"));
});
