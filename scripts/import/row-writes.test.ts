import fc from "fast-check";
import type { WireWrite } from "../../functions/src/contract/api.ts";
import type { Value } from "../../functions/src/contract/value.ts";
import { RowWrites, type RowWritesOptions } from "./row-writes.ts";

/** The writes of rows that hold this, or what is wrong with them. */
function writesOf(values: readonly unknown[], options: Partial<RowWritesOptions> = {}) {
  const writes = new RowWrites({ collection: "movies", ...options });
  return values.map((value, at) => {
    const write = writes.of({ number: at + 1, content: { ok: true, value }, bytesRead: 10 * at });
    return write.ok ? (JSON.parse(write.value.json) as WireWrite) : write;
  });
}

function pathsOf(values: readonly unknown[]): readonly string[] {
  return writesOf(values).map((write) => ("path" in write ? write.path : "none"));
}

test("a row becomes a set of a whole document", () => {
  expect(writesOf([{ b: 2, a: 1 }])).toEqual([
    { op: "set", path: "movies/43258cff783fe7036d8a43033f830adf", data: { a: 1, b: 2 } },
  ]);
});

test("its id depends on what it holds, and on nothing else", () => {
  const [first, second] = writesOf([{ a: 1, b: [2] }, { c: 3 }]);
  expect(writesOf([{ c: 3 }, { b: [2], a: 1 }])).toEqual([second, first]);
});

test("equal rows are documents of their own, the same ones each time", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 5 }), { maxLength: 30 }), (values) => {
      const rows = values.map((a) => ({ a }));
      const paths = new Set(pathsOf(rows));
      expect(paths.size).toBe(rows.length);
      expect(new Set(pathsOf(rows.toReversed()))).toEqual(paths);
    }),
  );
});

test("where a row stands in the file, and its size, go along", () => {
  const writes = new RowWrites({ collection: "movies", idField: "id" });
  const write = writes.of({ number: 7, content: { ok: true, value: { id: "é" } }, bytesRead: 99 });
  expect(write).toEqual({
    ok: true,
    value: {
      row: { number: 7, bytesRead: 99 },
      json: '{"op":"set","path":"movies/é","data":{"id":"é"}}',
      bytes: 50,
    },
  });
});

test("what could not be read stays wrong", () => {
  const violations = [{ field: "a", description: "is not a number" }] as const;
  const writes = new RowWrites({ collection: "movies" });
  const content = { ok: false, violations } as const;
  expect(writes.of({ number: 1, content, bytesRead: 0 })).toEqual(content);
});

describe("with an id field", () => {
  test.each<[unknown, string, Value]>([
    ["00M", "00M", "00M"],
    [17, "17", 17],
    [9007199254740993n, "9007199254740993", { $int64: "9007199254740993" }],
  ])("%p is the id %s, and stays in the data", (iata, id, value) => {
    expect(writesOf([{ iata }], { idField: "iata" })).toEqual([
      { op: "set", path: `movies/${id}`, data: { iata: value } },
    ]);
  });

  test.each<[unknown, string]>([
    [{}, "is missing"],
    [{ "a b": null }, "is missing"],
    [{ "a b": true }, "must be a string or a whole number"],
    [{ "a b": 1.5 }, "must be a string or a whole number"],
    [{ "a b": "" }, "must not be empty"],
    [{ "a b": "x/y" }, "must not contain a slash"],
    [{ "a b": "__x__" }, "reserved"],
  ])("%j is refused: %s", (row, problem) => {
    const [refused] = writesOf([row], { idField: "a b" });
    expect(refused).toMatchObject({ ok: false, violations: [{ field: "`a b`" }] });
    expect(JSON.stringify(refused)).toContain(problem);
  });

  test("a second row with the id of another would overwrite it, and is refused", () => {
    expect(writesOf([{ id: "a" }, { id: 1 }, { id: "1" }], { idField: "id" })).toMatchObject([
      { path: "movies/a" },
      { path: "movies/1" },
      { ok: false, violations: [{ field: "id", description: "an earlier row has the id 1 too" }] },
    ]);
  });
});
