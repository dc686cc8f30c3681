import { CsvHeader } from "./csv-header.ts";

const cells = (...texts: string[]) => texts.map((text) => ({ text, quoted: false }));

test("a row has a value for every column, by the column's type", () => {
  const header = new CsvHeader(
    cells("iata", "US Gross", "__proto__"),
    new Map([["iata", "string"]]),
  );
  const row = header.toRow(cells("007", "5", "x"));
  expect(row.ok && Object.entries(row.value)).toEqual([
    ["iata", "007"],
    ["US Gross", 5],
    ["__proto__", "x"],
  ]);
});

test.each([
  [["x"], "has 1 cell where the header has 2 cells"],
  [["x", "y", "z"], "has 3 cells where the header has 2 cells"],
])("the row %j under two columns is refused alone: it %s", (texts, description) => {
  const header = new CsvHeader(cells("a", "b"), new Map());
  expect(header.toRow(cells(...texts))).toEqual({
    ok: false,
    violations: [{ field: "", description }],
  });
});

test.each([
  [["a", ""], "a column has no name"],
  [["a", "b", "a"], "two columns are named a"],
])("the header %j is refused: %s", (names, message) => {
  expect(() => new CsvHeader(cells(...names), new Map())).toThrow(message);
});

test("a type for a column that isn't there is refused, with those that are", () => {
  expect(() => new CsvHeader(cells("iata", "name"), new Map([["zip", "string"]]))).toThrow(
    "There is no column zip to give a type; there are: iata, name.",
  );
});
