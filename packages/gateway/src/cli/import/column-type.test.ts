import { cellValue, isEmpty, type CellOptions, type ColumnType } from "./column-type.ts";

const OPTIONS: CellOptions = {
  nulls: new Set(["NA"]),
  decimalComma: false,
  timeZone: "Europe/Berlin",
  dateOrder: "ymd",
};

const read = (type: ColumnType, text: string, changes: Partial<CellOptions> = {}) => {
  const value = cellValue({ text, quoted: false }, type, { ...OPTIONS, ...changes });
  return value.ok ? value.value : `! ${value.description}`;
};

test.each<[ColumnType, string, unknown]>([
  ["string", " 12", " 12"],
  ["number", "007", 7],
  ["number", "+1.5e3", 1500],
  ["number", ".4697", 0.4697],
  ["number", "-.78", -0.78],
  ["number", "12.", 12],
  ["number", "1.00E+05", 100_000],
  ["number", " 6 ", 6],
  ["number", "-0", -0],
  ["number", "9007199254740993", 9007199254740993n],
  ["boolean", "TRUE", true],
  ["boolean", " yes", true],
  ["boolean", "0", false],
  ["timestamp", "2015/01/01 01:00:00", { $timestamp: "2015-01-01T00:00:00.000000Z" }],
  ["json", '[1,{"a":9007199254740993}]', [1, { a: 9007199254740993n }]],
  ["json", "null", null],
  ["reference", "users/ada", { $reference: "users/ada" }],
  ["bytes", "AAE=", { $bytes: "AAE=" }],
  ["number", "  ", null],
])("in a column of type %s, %j means %p", (type, text, value) => {
  expect(read(type, text)).toEqual(value);
});

test.each<[ColumnType, string, string]>([
  ["number", "1,000", '"1,000" is not a number (take its thousands separator out'],
  ["number", "2,6", '"2,6" is not a number (--decimal-comma reads it as one)'],
  ["number", "1 000", '"1 000" is not a number'],
  ["number", "1_000", '"1_000" is not a number'],
  ["number", "$12", '"$12" is not a number'],
  ["number", "12%", '"12%" is not a number'],
  ["number", "Infinity", '"Infinity" is not a number'],
  ["number", "0x10", '"0x10" is not a number'],
  ["number", "12345678901234567890", "can't hold exactly"],
  ["number", "1e999", "can't hold exactly"],
  ["boolean", "maybe", '"maybe" is neither true nor false'],
  ["timestamp", "2015-03-29 02:30", "there is not in Europe/Berlin"],
  ["json", "{a:1}", '"{a:1}" is not JSON'],
  ["json", "x".repeat(1000), `"${"x".repeat(60)}" … is not JSON`],
])("in a column of type %s, %s is refused", (type, text, description) => {
  expect(read(type, text)).toContain(`! "`);
  expect(read(type, text)).toContain(description);
});

test("decimal commas are for the whole file", () => {
  const changes = { decimalComma: true };
  expect(read("number", "2,6", changes)).toBe(2.6);
  expect(read("number", "-,5e2", changes)).toBe(-50);
  expect(read("number", "12", changes)).toBe(12);
  expect(read("number", "2.6", changes)).toContain("is not a number");
});

test("a cell is empty without anything in it, or as the user says", () => {
  const empty = (text: string, quoted = false) => isEmpty({ text, quoted }, OPTIONS.nulls);
  expect([empty(""), empty("NA"), empty("", true), empty("NA", true), empty("null")]).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
