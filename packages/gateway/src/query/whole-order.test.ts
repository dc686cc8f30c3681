import fc from "fast-check";
import type { Order, Query } from "./query.ts";
import { trial } from "../documents/query.arbitrary.ts";
import { comparisons } from "./comparisons.ts";
import { isInequality } from "./is-inequality.ts";
import { wholeOrder } from "./whole-order.ts";

const queries = trial("c").chain(({ queries: all }) => fc.constantFrom<Query[]>(...all));
const names = (orders: readonly Order[]) => orders.map(({ field }) => field.join("."));

test("the query's own orders come first, and stay as they are", () => {
  fc.assert(
    fc.property(queries, (query) => {
      expect(wholeOrder(query).slice(0, query.orderBy.length)).toEqual(query.orderBy);
    }),
  );
});

test("every inequality's field is in the order, the document id last, no field twice", () => {
  fc.assert(
    fc.property(queries, (query) => {
      const order = names(wholeOrder(query));
      for (const { field, op } of comparisons(query.where)) {
        if (isInequality(op)) expect(order).toContain(field.join("."));
      }
      expect(order.at(-1)).toBe("__name__");
      expect(new Set(order).size).toBe(order.length);
    }),
  );
});

test("what is whole stays as it is", () => {
  fc.assert(
    fc.property(queries, (query) => {
      const orderBy = wholeOrder(query);
      expect(wholeOrder({ ...query, orderBy })).toEqual(orderBy);
    }),
  );
});

test("what is added takes the last direction, and is ordered by name", () => {
  const above = (field: string) => ({ field: [field], op: ">", value: 0 }) as const;
  expect(
    wholeOrder({
      where: {
        and: [above("\u{10000}"), above("__name__"), { or: [above("b"), above("\uff5e")] }],
      },
      orderBy: [{ field: ["a"], direction: "desc" }],
    }),
  ).toEqual(
    ["a", "\uff5e", "\u{10000}", "b", "__name__"].map((field) => ({
      field: [field],
      direction: "desc",
    })),
  );
});
