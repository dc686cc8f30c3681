import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseFieldPath } from "../paths/field-path.ts";
import type { Operator } from "../values/operator.ts";
import type { Aggregate, Filter, Order, Query } from "../query/query.ts";
import type { CollectionIndexes } from "./collection-indexes.ts";
import { formatIndex, parseIndex, type IndexDefinition } from "./index-definition.ts";
import { Unindexable, type IndexedRequest } from "./index-need.ts";
import { missingIndexes } from "./missing-indexes.ts";

const DOCUMENT = readFileSync(resolve("docs/indexes.md"), "utf8");

type Row = [query: string, declared: string, missing: string, source: string];

/** The rows of the document's table, which is the golden table of the rules. */
const ROWS = (DOCUMENT.split("## The table")[1] ?? "")
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .slice(2)
  .map((line) => line.replaceAll("\\_", "_").split("|").slice(1, -1))
  .map((cells) => cells.map((cell) => cell.trim()) as Row);

/** The sets of indexes to which the document gives names. */
const SETS = Object.fromEntries(
  [...DOCUMENT.matchAll(/\*\*(\w+)\*\*[^`*]*`(\[[^`]*)`/g)].map(([, name = "", set = ""]) => [
    name,
    set,
  ]),
) as Readonly<Record<string, string>>;

test.each(ROWS)("%s · declared %s · missing %s · %s", (query, declared, missing) => {
  expect(answer(parseRequest(query), parseIndexes(declared))).toBe(missing);
});

test("the table has at least 60 rows, each with its source", () => {
  expect(ROWS.length).toBeGreaterThanOrEqual(60);
  for (const [, , , source] of ROWS) expect(DOCUMENT).toContain(`- **${source}**: `);
});

test.each(ROWS.filter(([, , missing]) => missing.includes("[")))(
  "%s, where %s is declared, is served with %s",
  (query, declared, missing) => {
    const mended = parseIndexes(`${SETS[declared] ?? declared} ${missing}`);
    expect(answer(parseRequest(query), mended)).toBe("—");
  },
);

function answer(request: IndexedRequest, indexes: CollectionIndexes): string {
  try {
    const missing = missingIndexes(request, indexes).map(({ option, index }) => {
      if (option === "unindexed") return `indexed ${index.join()}`;
      return `${option === "groupIndexes" ? "group " : ""}[${index.join(", ")}]`;
    });
    return missing.length === 0 ? "—" : missing.join(" ");
  } catch (error) {
    if (error instanceof Unindexable) return "none serves it";
    throw error;
  }
}

function parseIndexes(text: string): CollectionIndexes {
  const all = SETS[text] ?? text;
  const lists = (prefix: string): IndexDefinition[] =>
    [...all.matchAll(/(group )?\[([^\]]*)\]/g)]
      .filter(([, group = ""]) => group === prefix)
      .map(([, , fields = ""]) => parseIndex(fields.split(", ")));
  return {
    indexes: lists(""),
    groupIndexes: lists("group "),
    unindexed: [...all.matchAll(/unindexed ([\w.]+)/g)].map(([, path = ""]) => path),
  };
}

function parseRequest(text: string): IndexedRequest {
  const [before = "", order = ""] = text.split(/,? ?order by /);
  const parts = before.split(", ").filter((part) => part !== "");
  const aggregates: Aggregate[] = [];
  const filters: Filter[] = [];
  let query: Query = {
    collection: "cities",
    orderBy: order === "" ? [] : order.split(", ").map(parseOrder),
  };
  for (const part of parts) {
    const [word = "", argument = "", size] = part.split(" ");
    if (word === "all") continue;
    if (word === "group") query = { ...query, allDescendants: true };
    else if (word === "count") aggregates.push({ count: true });
    else if (word === "sum") aggregates.push({ sum: [argument] });
    else if (word === "average") aggregates.push({ average: [argument] });
    else if (word === "nearest") query = { ...query, findNearest: nearest(argument, Number(size)) };
    else filters.push(parseFilter(part));
  }
  return {
    query: filters.length === 0 ? query : { ...query, where: { and: filters } },
    aggregates: Object.fromEntries(aggregates.map((one, i) => [String(i), one])),
  };
}

function parseOrder(text: string): Order {
  const isDescending = text.endsWith(" desc");
  const field = parseFieldPath(isDescending ? text.slice(0, -5) : text);
  return { field, direction: isDescending ? "desc" : "asc" };
}

function parseFilter(text: string): Filter {
  if (text.startsWith("(")) return { or: text.slice(1, -1).split(" or ").map(parseFilter) };
  const [, path = "", op = "", count] =
    /^(.*?) (==|!=|<|<=|>|>=|in|not-in|array-contains|array-contains-any)(?: (\d))?$/.exec(text) ??
    [];
  const value = count === undefined ? 1 : Array.from({ length: Number(count) }, (_, i) => i);
  return { field: parseFieldPath(path), op: op as Operator, value };
}

function nearest(field: string, size: number): NonNullable<Query["findNearest"]> {
  const vector = Array.from({ length: size }, () => 0);
  return { field: [field], vector, distance: "COSINE", limit: 1 };
}

test.each([
  [[], "1 to 100 fields"],
  [["a", "a"], "twice"],
  [["a array-contains", "b array-contains"], "only one"],
  [["a vector(3)", "b"], "only its last"],
  [["__name__"], "after other fields"],
  [["__name__", "a"], "after other fields"],
  [["a ascending"], "field path"],
  [["US Gross desc"], "field path"],
])("%j can't be an index: %s", (fields, problem) => {
  expect(() => parseIndex(fields)).toThrow(problem);
});

test("an index is written as it was declared", () => {
  const fields = ["tags array-contains", "`US Gross`", "a.b desc", "a.b", "v vector(3)"];
  expect(formatIndex(parseIndex(fields))).toEqual(fields);
});
