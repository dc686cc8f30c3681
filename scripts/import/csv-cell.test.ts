import { cellValue, COLUMN_TYPES, type ColumnType } from "./csv-cell.ts";

const plain = (text: string) => ({ text, quoted: false });
const quoted = (text: string) => ({ text, quoted: true });

test.each<[string, unknown]>([
  ["12", 12],
  ["-0.5", -0.5],
  ["31.95376472", 31.95376472],
  ["9007199254740993", 9007199254740993n],
  ["true", true],
  ["false", false],
])("%s means %p", (text, value) => {
  expect(cellValue("a", plain(text), "auto")).toEqual({ ok: true, value });
});

test.each([
  "007",
  "0E8",
  "1e5",
  "+3",
  ".5",
  "5.",
  " 1",
  "1,000",
  "0x10",
  "TRUE",
  "null",
  "NaN",
  "-",
])("%s stays text: it may be a code as well", (text) => {
  expect(cellValue("a", plain(text), "auto")).toEqual({ ok: true, value: text });
});

test("an integer that Firestore can't hold stays text, with all its digits", () => {
  const text = "12345678901234567890";
  expect(cellValue("a", plain(text), "auto")).toEqual({ ok: true, value: text });
});

test("what is quoted is text", () => {
  for (const text of ["12", "true", "", "x"]) {
    expect(cellValue("a", quoted(text), "auto")).toEqual({ ok: true, value: text });
  }
});

test.each(COLUMN_TYPES)("an empty cell is null in a column of type %s", (type) => {
  expect(cellValue("a", plain(""), type)).toEqual({ ok: true, value: null });
});

test.each<[ColumnType, string, unknown]>([
  ["string", "12", "12"],
  ["number", "007", 7],
  ["number", "+1.5e3", 1500],
  ["number", ".5", 0.5],
  ["number", "9007199254740993", 9007199254740993n],
  ["boolean", "TRUE", true],
  ["boolean", "false", false],
  ["json", '[1,{"a":9007199254740993}]', [1, { a: 9007199254740993n }]],
  ["json", "null", null],
])("in a column of type %s, %s means %p, quoted or not", (type, text, value) => {
  expect(cellValue("a", plain(text), type)).toEqual({ ok: true, value });
  expect(cellValue("a", quoted(text), type)).toEqual({ ok: true, value });
});

test.each<[ColumnType, string, string]>([
  ["number", "1,000", '"1,000" is not a number'],
  ["number", "Infinity", '"Infinity" is not a number'],
  ["boolean", "yes", '"yes" is neither true nor false'],
  ["json", "{a:1}", '"{a:1}" is not JSON'],
  ["json", "x".repeat(1000), `"${"x".repeat(60)}" … is not JSON`],
])("in a column of type %s, %s is refused", (type, text, description) => {
  expect(cellValue("US Gross", plain(text), type)).toEqual({
    ok: false,
    violations: [{ field: "`US Gross`", description }],
  });
});
