import fc from "fast-check";
import { ColumnSight } from "./column-sight.ts";
import { cellValue, type CellOptions } from "./column-type.ts";

const OPTIONS: CellOptions = {
  nulls: new Set(["NA"]),
  decimalComma: false,
  timeZone: undefined,
  dateOrder: "ymd",
};

/** A text in quotes is a quoted cell. */
function decide(texts: readonly string[], changes: Partial<CellOptions> = {}) {
  const sight = new ColumnSight({ ...OPTIONS, ...changes });
  for (const [at, text] of texts.entries()) {
    const quoted = text.startsWith('"');
    sight.see({ text: quoted ? text.slice(1, -1) : text, quoted }, at + 2);
  }
  return sight.decide();
}

test.each([
  ["number", ["0.52", ".4697", "-.0228", "1.00E+05", "3.12E-04", "12.", "", "NA", '""', " 7"]],
  ["number", ["9007199254740993", "-0", "0.10"]],
  ["boolean", ["true", "FALSE", "True", ""]],
  ["string", ["a", "b"]],
  ["string", []],
  ["string", ["", "NA"]],
])("all cells together make a column of type %s of %j", (type, cells) => {
  expect(decide(cells).type).toBe(type);
});

test.each([
  [["1", "2", "007", "3"], '1 of 4 cells are not plain numbers: "007" (line 4)'],
  [["1", "+1", "2"], '1 of 3 cells are not plain numbers: "+1" (line 3)'],
  [["1", "2", "1e5"], '1 of 3 cells are not plain numbers: "1e5" (line 4)'],
  [["1", "2", '"3"'], '1 of 3 cells are not plain numbers: "3" (line 4, quoted)'],
  [["1", "2", "null"], '1 of 3 cells are not plain numbers: "null" (line 4)'],
  [["1", "2", "12345678901234567890"], '"12345678901234567890" (line 4)'],
  [["1", "x", "y", "z"], 'only 1 of 4 cells are plain numbers: "1" (line 2)'],
  [["true", "yes", "true"], '1 of 3 cells are not plain true or false: "yes" (line 3)'],
  [["1", "true", "2"], '1 of 3 cells are not plain numbers: "true" (line 3)'],
  [["1", "2", "3", "4", "a", "b", "c", "d"], '"a" (line 6), "b" (line 7), "c" (line 8), …'],
  [["00501", "00544"], 'as numbers they would be others: "00501" (line 2), "00544" (line 3)'],
  [["2,6", "11,9"], '"2,6" (line 2) is no number (--decimal-comma reads it as one)'],
  [["2015-01-01 10:00"], "--type NAME=timestamp"],
])("one cell that is something else makes %j a string, and is named: %s", (cells, note) => {
  const seen = decide(cells);
  expect(seen.type).toBe("string");
  expect(seen.note).toContain(note);
});

test("with decimal commas, numbers are written so", () => {
  expect(decide(["2,6", "11", ",5"], { decimalComma: true }).type).toBe("number");
  expect(decide(["2,6", "1.5"], { decimalComma: true }).type).toBe("string");
});

test("a time without its zone is remembered with its line", () => {
  const sight = new ColumnSight(OPTIONS);
  for (const [at, text] of ["2015-01-01T00:00:00Z", "2015-01-01", "2015-01-02"].entries()) {
    sight.see({ text, quoted: false }, at + 2);
  }
  expect(sight.withoutZone).toEqual({ text: "2015-01-01", line: 3 });
});

test("whatever the cells, and in whatever order, all of them are of the type decided", () => {
  const cell = fc.constantFrom(
    "1",
    ".5",
    "007",
    "true",
    "FALSE",
    "x",
    "",
    "NA",
    "1e3",
    "+2",
    '"4"',
    "2,6",
  );
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 8 }), (cells) => {
      const { type } = decide(cells);
      expect(decide(cells.toReversed()).type).toBe(type);
      for (const text of cells.filter((each) => each !== "" && each !== "NA")) {
        expect(cellValue({ text, quoted: false }, type, OPTIONS).ok).toBe(true);
      }
    }),
  );
});
