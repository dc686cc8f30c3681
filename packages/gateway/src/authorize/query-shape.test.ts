import * as z from "zod";
import type { Query } from "../query/query.ts";
import { queryShape } from "./query-shape.ts";

const schema = z.strictObject({
  a: z.number(),
  b: z.string(),
  "odd name": z.number(),
  inner: z.strictObject({ c: z.number() }),
  by: z.record(z.string(), z.strictObject({ n: z.number() })),
  of: z.record(z.enum(["x", "y"]), z.number()),
  any: z.unknown(),
});
const compare = (field: readonly string[], op: "==" | "<" = "==", value: number = 1) => ({
  field,
  op,
  value,
});
const shape = (query: Partial<Query>) =>
  queryShape({ query: { collection: "c", orderBy: [], ...query } }, [schema]);

test("comparisons count by field and operator, in whatever order and however often", () => {
  const and = [compare(["b"]), compare(["a"], "<", 2), compare(["a"], "<", 1)];
  expect(shape({ where: { and } })).toBe("a <, b ==");
  expect(shape({ where: { and: and.toReversed() } })).toBe("a <, b ==");
  expect(shape({ where: { or: [compare(["b"]), { and }] } })).toBe("(a <, b == or b ==)");
});

test("a query of everything has a shape too", () => {
  expect(shape({})).toBe("all");
  expect(shape({ limit: 3, offset: 2 })).toBe("offset limit");
});

test.each<[readonly string[], string]>([
  [["a"], "a"],
  [["odd name"], "`odd name`"],
  [["inner", "c"], "inner.c"],
  [["of", "x"], "of.x"],
  [["__name__"], "__name__"],
  [["ada"], "*"],
  [["inner", "ada"], "inner.*"],
  [["of", "z"], "of.*"],
  [["by", "ada", "n"], "by.*.n"],
  [["any", "ada", "eve"], "any.*"],
])("of the field path %j the names that the schema declares are told: %s", (field, told) => {
  expect(shape({ where: compare(field) })).toBe(`${told} ==`);
});

test("a shape is bounded, whatever is asked", () => {
  const or = Array.from({ length: 100 }, (_, n) => ({
    and: [compare(["a"]), compare(["b"], n % 2 === 0 ? "<" : "==")],
  }));
  const long = z.strictObject(Object.fromEntries(or.map((_, n) => [`field${String(n)}`, z.any()])));
  const where = { and: or.map((_, n) => compare([`field${String(n)}`])) };
  const text = queryShape({ query: { collection: "c", orderBy: [], where } }, [long]);
  expect(text.length).toBeLessThanOrEqual(300);
  expect(text).toContain("field0 ==");
  expect(shape({ where: { or } })).toBe("(a ==, b < or a ==, b ==)");
});
