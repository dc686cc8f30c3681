import fc from "fast-check";
import type { WireWrite } from "../../api/api.ts";
import type { Value } from "../../values/value.ts";
import { RowChanges } from "./field-changes.ts";
import type { Row } from "./row.ts";
import { RowWrites, type RowWritesOptions } from "./row-writes.ts";

const raw = (): string => "";
const rowOf = (number: number, content: Row["content"]): Row => ({
  number,
  line: number,
  content,
  raw,
  bytesRead: 10 * number,
});

/** The writes of rows that hold this, or what is wrong with them. */
function writesOf(values: readonly unknown[], options: Partial<RowWritesOptions> = {}) {
  const writes = new RowWrites({ collection: "movies", ...options });
  return values.map((value, at) => {
    const write = writes.of(rowOf(at + 1, { ok: true, value }));
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
  const write = writes.of(rowOf(7, { ok: true, value: { id: "é" } }));
  expect(write).toEqual({
    ok: true,
    value: {
      row: { number: 7, line: 7, raw, bytesRead: 70 },
      id: "é",
      json: '{"op":"set","path":"movies/é","data":{"id":"é"}}',
      bytes: 50,
    },
  });
});

test("what could not be read stays wrong", () => {
  const violations = [{ field: "a", description: "is not a number" }] as const;
  const writes = new RowWrites({ collection: "movies" });
  const content = { ok: false, violations } as const;
  expect(writes.of(rowOf(1, content))).toEqual(content);
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

describe("with an id that the file gives", () => {
  const idsOf = (...ids: string[]) => {
    const writes = new RowWrites({ collection: "movies" });
    return ids.map((id, at) => {
      const write = writes.of({ ...rowOf(at + 1, { ok: true, value: { a: 1 } }), id });
      return write.ok ? write.value.id : write.violations[0].description;
    });
  };

  test("it is the document's, and its row stays as it is", () => {
    expect(idsOf("first-key", "2")).toEqual(["first-key", "2"]);
  });

  test("it must be one, and another", () => {
    const [, again, bad] = idsOf("a", "a", "x/y");
    expect(again).toContain("an earlier row has the id a too");
    expect(bad).toContain("must not contain a slash");
  });
});

test("an id may be of another program's JSON", () => {
  const options = { idField: "_id", origin: "mongodb" } as const;
  expect(writesOf([{ _id: { $oid: "5ca4" } }], options)).toEqual([
    { op: "set", path: "movies/5ca4", data: { _id: "5ca4" } },
  ]);
});

test("fields are renamed, left out and made a text before they are written", () => {
  const changes = new RowChanges({
    omit: new Set(["x"]),
    rename: new Map([["made", "firstMade"]]),
    stringify: new Set(["shape"]),
  });
  const row = { made: 1, x: 2, shape: [[1, 9007199254740993n]], "": null };
  expect(writesOf([row], { changes, idField: "firstMade" })).toEqual([
    {
      op: "set",
      path: "movies/1",
      data: { "": null, firstMade: 1, shape: "[[1,9007199254740993]]" },
    },
  ]);
  expect(writesOf([{ made: 1, firstMade: 2 }], { changes })).toMatchObject([
    { ok: false, violations: [{ field: "firstMade", description: "would be there twice" }] },
  ]);
});

test("a field that only the server writes rejects its row, and says what can be done", () => {
  const [write] = writesOf([{ made: "2020" }], { isManaged: (field) => field === "made" });
  expect(write).toMatchObject({ ok: false, violations: [{ field: "made" }] });
  expect(JSON.stringify(write)).toMatch(/--omit made .* --rename made=NAME/);
});

test("subcollections of an export are no field", () => {
  const origin = "firestore";
  expect(writesOf([{ a: 1, __collections__: {} }], { origin })).toMatchObject([{ data: { a: 1 } }]);
  const [write] = writesOf([{ a: 1, __collections__: { notes: {} } }], { origin });
  expect(JSON.stringify(write)).toContain("holds subcollections (notes)");
});
