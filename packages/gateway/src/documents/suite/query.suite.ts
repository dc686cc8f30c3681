import type { Operator } from "../../values/operator.ts";
import type { Filter, Order, QueryPosition, Query } from "../../query/query.ts";
import type { Fields, Value } from "../../values/value.ts";
import { wholeOrder } from "../../query/whole-order.ts";
import type { DocumentStore } from "../store.ts";
import { failureOf, freshCollection, seed, TIME } from "./fixture.suite.ts";

const NAN = { $number: "NaN" };

/** The ids tell the values. */
const DATA: Readonly<Record<string, Fields>> = {
  none: { y: 1 },
  null: { x: null },
  false: { x: false },
  nan: { x: NAN },
  one: { x: 1, y: 2 },
  onePointFive: { x: 1.5, y: 1 },
  two: { x: 2, y: 1 },
  time: { x: { $timestamp: "2026-11-22T10:00:00.123456Z" } },
  textA: { x: "a", y: 2 },
  textB: { x: "b" },
  bytes: { x: { $bytes: "AQ==" } },
  geo: { x: { $geoPoint: { latitude: 1, longitude: 2 } } },
  list: { x: [1, null, NAN], y: 1 },
  map: { x: { n: 1 } },
};

/** @param within path of the document below which the collection lies, with a slash; or nothing */
export function queryContract(store: DocumentStore, within = ""): void {
  const collectionId = freshCollection();
  const collection = within + collectionId;
  const at = (id: string) => `${collection}/${id}`;
  const idsOf = async (query: Partial<Query>): Promise<string[]> => {
    const { documents } = await store.query({ collection, orderBy: [], ...query }, {});
    return documents.map(({ path }) => path.slice(path.lastIndexOf("/") + 1));
  };
  const asc = (...names: string[]): Order[] =>
    names.map((name) => ({ field: [name], direction: "asc" }));
  const desc = (...names: string[]): Order[] =>
    names.map((name) => ({ field: [name], direction: "desc" }));

  beforeAll(async () => {
    const documents = Object.entries(DATA).map(([id, fields]) => [at(id), fields]);
    await seed(store, Object.fromEntries(documents) as Record<string, Fields>);
    await seed(store, {
      [`${at("one")}/${collectionId}/deep`]: { x: 3 },
      [`${at("one")}/other/no`]: { x: 3 },
      [`${at("a b%2F#?\u{1f600}")}/sub/inside`]: { x: 3 },
    });
  });

  test("documents come whole, with their times and the time of the read", async () => {
    const where: Filter = { field: ["y"], op: "==", value: 2 };
    const { documents, readTime } = await store.query({ collection, where, orderBy: [] }, {});
    const updateTime = documents[0]?.updateTime as string;
    expect(documents).toEqual(
      ["one", "textA"].map((id) => ({
        path: at(id),
        data: DATA[id],
        createTime: updateTime,
        updateTime,
      })),
    );
    expect(readTime).toMatch(TIME);
    expect(readTime >= updateTime).toBe(true);
  });

  test.each<[Operator, Value, string[]]>([
    ["==", 1, ["one"]],
    ["==", null, ["null"]],
    ["==", NAN, ["nan"]],
    ["==", { n: 1 }, ["map"]],
    ["==", [1, null, NAN], ["list"]],
    ["==", [1], []],
    [
      "!=",
      1,
      [
        "false",
        "nan",
        "onePointFive",
        "two",
        "time",
        "textA",
        "textB",
        "bytes",
        "geo",
        "list",
        "map",
      ],
    ],
    [
      "!=",
      null,
      [
        "false",
        "nan",
        "one",
        "onePointFive",
        "two",
        "time",
        "textA",
        "textB",
        "bytes",
        "geo",
        "list",
        "map",
      ],
    ],
    [
      "!=",
      NAN,
      [
        "false",
        "one",
        "onePointFive",
        "two",
        "time",
        "textA",
        "textB",
        "bytes",
        "geo",
        "list",
        "map",
      ],
    ],
    ["<", 2, ["one", "onePointFive"]],
    ["<=", 2, ["one", "onePointFive", "two"]],
    [">", 1, ["onePointFive", "two"]],
    [">=", "a", ["textA", "textB"]],
    [">", { $timestamp: "2026-11-22T10:00:00.123455Z" }, ["time"]],
    [">", { $timestamp: "2026-11-22T10:00:00.123456Z" }, []],
    ["<", true, ["false"]],
    ["in", [2, "b", 7], ["textB", "two"]],
    ["in", [null, NAN], []],
    ["in", [[1, null, NAN], [7, 1], []], ["list"]],
    [
      "not-in",
      [[1, null, NAN], 1, 2],
      ["false", "nan", "onePointFive", "time", "textA", "textB", "bytes", "geo", "map"],
    ],
    ["array-contains-any", [[1]], []],
    ["not-in", [1, 1.5, 2, "a"], ["false", "nan", "time", "textB", "bytes", "geo", "list", "map"]],
    ["not-in", [1, null], []],
    ["array-contains", 1, ["list"]],
    ["array-contains", null, []],
    ["array-contains-any", [7, 1], ["list"]],
  ])("x %s %j finds %j", async (op, value, ids) => {
    expect(await idsOf({ where: { field: ["x"], op, value } })).toEqual(ids);
  });

  test("and, or, and both within each other", async () => {
    const y1: Filter = { field: ["y"], op: "==", value: 1 };
    const number: Filter = { field: ["x"], op: ">", value: 1 };
    const text: Filter = { field: ["x"], op: "==", value: "a" };
    expect(await idsOf({ where: { and: [y1, number] } })).toEqual(["onePointFive", "two"]);
    expect(await idsOf({ where: { or: [text, y1] } })).toEqual([
      "list",
      "none",
      "onePointFive",
      "textA",
      "two",
    ]);
    expect(await idsOf({ where: { or: [text, { and: [y1, number] }] } })).toEqual([
      "onePointFive",
      "two",
      "textA",
    ]);
    expect(await idsOf({ where: { and: [{ or: [y1, text] }, { or: [number] }] } })).toEqual([
      "onePointFive",
      "two",
    ]);
  });

  test("ranges on several fields order by each of them", async () => {
    const where: Filter = {
      and: [
        { field: ["y"], op: ">", value: 0 },
        { field: ["x"], op: ">", value: 0 },
      ],
    };
    expect(await idsOf({ where })).toEqual(["one", "onePointFive", "two"]);
    expect(await idsOf({ where, orderBy: asc("y") })).toEqual(["onePointFive", "two", "one"]);
  });

  test("a range of the id beside that of a field orders by the field, then by the id", async () => {
    const where: Filter = {
      and: [
        { field: ["__name__"], op: ">", value: { $reference: at("one") } },
        { field: ["y"], op: ">", value: 0 },
      ],
    };
    const ids = ["onePointFive", "two", "textA"];
    expect(await idsOf({ where })).toEqual(ids);
    expect(await idsOf({ where, orderBy: wholeOrder({ where, orderBy: [] }) })).toEqual(ids);
  });

  test.each<[Order[], string[]]>([
    [
      asc("x"),
      [
        "null",
        "false",
        "nan",
        "one",
        "onePointFive",
        "two",
        "time",
        "textA",
        "textB",
        "bytes",
        "geo",
        "list",
        "map",
      ],
    ],
    [
      desc("x"),
      [
        "map",
        "list",
        "geo",
        "bytes",
        "textB",
        "textA",
        "time",
        "two",
        "onePointFive",
        "one",
        "nan",
        "false",
        "null",
      ],
    ],
    [asc("y"), ["list", "none", "onePointFive", "two", "one", "textA"]],
    [desc("y"), ["textA", "one", "two", "onePointFive", "none", "list"]],
    [asc("y", "x"), ["onePointFive", "two", "list", "one", "textA"]],
    [
      [...asc("y"), ...desc("x")],
      ["list", "two", "onePointFive", "textA", "one"],
    ],
    [
      [...asc("y"), ...desc("__name__")],
      ["two", "onePointFive", "none", "list", "textA", "one"],
    ],
  ])("in the order %j come %j, and what lacks a field does not", async (orderBy, ids) => {
    expect(await idsOf({ orderBy })).toEqual(ids);
  });

  test("without an order documents come by id, as UTF-8 orders it", async () => {
    const other = within + freshCollection();
    const ids = ["", "B", "a", "aa", "b", "\u00fc", "\uff5e", "\u{10000}"].map((id) => `x${id}`);
    await seed(store, Object.fromEntries(ids.map((id) => [`${other}/${id}`, {}])));
    expect(await idsOf({ collection: other })).toEqual(ids);
    expect(await idsOf({ collection: other, orderBy: asc("__name__") })).toEqual(ids);
  });

  test.each<[Operator, Value, string[]]>([
    [">", { $reference: "textA" }, ["textB", "time", "two"]],
    ["==", { $reference: "two" }, ["two"]],
    [
      "in",
      [{ $reference: "two" }, { $reference: "one" }, { $reference: "nothing" }],
      ["one", "two"],
    ],
  ])("the id is a field: __name__ %s %j finds %j", async (op, ids, found) => {
    const inCollection = (id: Value): Value => ({
      $reference: at((id as { $reference: string }).$reference),
    });
    const value = Array.isArray(ids) ? ids.map((id: Value) => inCollection(id)) : inCollection(ids);
    expect(await idsOf({ where: { field: ["__name__"], op, value } })).toEqual(found);
  });

  test.each<[Pick<Query, "startAt" | "endAt">, string[]]>([
    [{ startAt: { values: [2], before: true } }, ["one", "textA"]],
    [{ startAt: { values: [1], before: false } }, ["one", "textA"]],
    [{ endAt: { values: [2], before: true } }, ["list", "none", "onePointFive", "two"]],
    [{ endAt: { values: [1], before: false } }, ["list", "none", "onePointFive", "two"]],
    [
      { startAt: { values: [1, "onePointFive"], before: true } },
      ["onePointFive", "two", "one", "textA"],
    ],
    [{ startAt: { values: [1, "onePointFive"], before: false } }, ["two", "one", "textA"]],
    [
      {
        startAt: { values: [1, "none"], before: false },
        endAt: { values: [2, "one"], before: false },
      },
      ["onePointFive", "two", "one"],
    ],
    [
      { startAt: { values: [1, "n"], before: true }, endAt: { values: [1, "o"], before: true } },
      ["none"],
    ],
  ])("by y and id, %j is where %j begin and end", async (ends, ids) => {
    const orderBy = asc("y", "__name__");
    const withPath = (position: QueryPosition | undefined): QueryPosition | undefined =>
      position && {
        ...position,
        values: position.values.map((value) =>
          typeof value === "string" ? { $reference: at(value) } : value,
        ),
      };
    const startAt = withPath(ends.startAt);
    const endAt = withPath(ends.endAt);
    const query = { orderBy, ...(startAt && { startAt }), ...(endAt && { endAt }) };
    expect(await idsOf(query)).toEqual(ids);
  });

  test.each<[Partial<Query>, string[]]>([
    [{ offset: 0, limit: 2 }, ["list", "none"]],
    [{ offset: 2 }, ["onePointFive", "two", "one", "textA"]],
    [{ offset: 2, limit: 1 }, ["onePointFive"]],
    [{ offset: 1, limit: 2, startAt: { values: [2], before: true } }, ["textA"]],
    [{ offset: 9 }, []],
  ])("by y, %j finds %j", async (asked, ids) => {
    expect(await idsOf({ orderBy: asc("y"), ...asked })).toEqual(ids);
  });

  test("pages follow one another without a gap or an overlap", async () => {
    const orderBy = [...desc("y"), ...desc("__name__")];
    const seen: string[] = [];
    let startAt: QueryPosition | undefined;
    for (;;) {
      const query: Query = { collection, orderBy, limit: 2, ...(startAt && { startAt }) };
      const { documents } = await store.query(query, {});
      seen.push(...documents.map(({ path }) => path));
      const last = documents.at(-1);
      if (last === undefined) break;
      startAt = { values: [last.data.y as Value, { $reference: last.path }], before: false };
    }
    expect(seen).toEqual(["textA", "one", "two", "onePointFive", "none", "list"].map(at));
  });

  test("of the fields selected only those come back", async () => {
    const where: Filter = { field: ["x"], op: "==", value: 1 };
    const select = async (...names: string[]) => {
      const fields = names.map((name) => [name]);
      return (
        await store.query({ collection, where, orderBy: [], select: fields }, {})
      ).documents.map(({ data }) => data);
    };
    expect(await select("y", "none")).toEqual([{ y: 2 }]);
    expect(await select("__name__")).toEqual([{}]);
  });

  test("a query is of one collection, a collection group of all with its id", async () => {
    expect(await idsOf({ collection: `${at("one")}/${collectionId}` })).toEqual(["deep"]);
    expect(await idsOf({ collection: `${at("none")}/${collectionId}` })).toEqual([]);
    const where: Filter = { field: ["x"], op: ">", value: 1.5 };
    expect(await idsOf({ where })).toEqual(["two"]);
    const group = { collection: collectionId, allDescendants: true };
    expect(await idsOf({ ...group, where })).toEqual(["two", "deep"]);
  });

  test("a parent's id may be of any kind", async () => {
    const parent = at("a b%2F#?\u{1f600}");
    expect(await idsOf({ collection: `${parent}/sub` })).toEqual(["inside"]);
  });

  test.each<Partial<Query>>([
    { collection: "a/b" },
    { collection: "" },
    { collection: "../x" },
    { collection: "x/../y" },
    { collection: "x//y" },
    { collection: "__x__" },
    { collection: "a/b/c", allDescendants: true },
    { where: { field: ["x"], op: "in", value: [] } },
    { where: { field: ["x"], op: "in", value: Array.from({ length: 31 }, (_, i) => i) } },
    { where: { field: ["x"], op: "not-in", value: Array.from({ length: 11 }, (_, i) => i) } },
    {
      where: {
        and: [
          { field: ["x"], op: "!=", value: 1 },
          { field: ["x"], op: "!=", value: 2 },
        ],
      },
    },
    { startAt: { values: [1], before: true } },
  ])("%j is refused", async (query) => {
    expect(await failureOf(idsOf(query))).toMatchObject({ code: "INVALID_ARGUMENT" });
  });
}
