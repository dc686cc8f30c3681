import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { CsvOptions } from "./decide-columns.ts";
import { RowChanges } from "./field-changes.ts";
import { openRows, readRows, type RowFormat } from "./read-rows.ts";
import type { Row } from "./row.ts";
import { toWire } from "./to-wire.ts";

const folder = mkdtempSync(join(tmpdir(), "read-rows-"));
const NO_CHANGES = new RowChanges({ omit: new Set(), rename: new Map(), stringify: new Set() });
const JSON_ARRAY: RowFormat = { kind: "json", at: [] };
const NDJSON: RowFormat = { kind: "ndjson" };
const CSV: RowFormat & CsvOptions = {
  kind: "csv",
  delimiter: undefined,
  types: new Map(),
  columns: undefined,
  hasNoHeader: false,
  nulls: new Set(),
  decimalComma: false,
  timeZone: undefined,
  dateOrder: "ymd",
};

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function open(path: string, format: RowFormat, encoding = "utf-8") {
  return openRows({ path, encoding }, { format, schema: () => undefined, changes: NO_CHANGES });
}

/** The rows of a file with this text, and why there are no more. */
async function read(text: string | Buffer, format: RowFormat, encoding?: string) {
  const path = join(folder, "rows");
  writeFileSync(path, text);
  const rows: Row[] = [];
  try {
    for await (const row of readRows(await open(path, format, encoding))) rows.push(row);
    return { rows, error: undefined };
  } catch (error) {
    return { rows, error: error as Error };
  }
}

test.each<[RowFormat, string]>([
  [JSON_ARRAY, '[{"a":1},{"a":null}]'],
  [{ kind: "json", at: ["x"] }, '{"x":[{"a":1},{"a":null}]}'],
  [{ kind: "json-map", at: [] }, '{"p":{"a":1},"q":{"a":null}}'],
  [NDJSON, '{"a":1}\n{"a":null}\n'],
  [CSV, 'a\n1\n""\n'],
])("rows of %j come numbered from 1", async (format, text) => {
  const { rows, error } = await read(text, format);
  expect(error).toBeUndefined();
  expect(rows.map(({ number }) => number)).toEqual([1, 2]);
  expect(rows[0]?.content).toEqual({ ok: true, value: { a: 1 } });
  expect(rows.at(-1)?.bytesRead).toBe(Buffer.byteLength(text));
});

test("a large file is read as its rows are taken, not ahead of them", async () => {
  const text = Array.from({ length: 50_000 }, (_, a) => `{"a":${String(a)}}`).join("\n");
  const file = join(folder, "large");
  writeFileSync(file, text);
  const rows = readRows(await open(file, NDJSON));
  const first = await rows.next();
  expect((first.value as Row).bytesRead).toBeLessThanOrEqual(2 * 64 * 1024);
  await rows.return(undefined);
});

test.each<[RowFormat, string | Buffer, string]>([
  [JSON_ARRAY, '[{"a":1},\n\n{"a":}]', 'beyond row 1 (line 3): unexpected "}".'],
  [JSON_ARRAY, '{"a":{"b":1}}', "one object with the keys"],
  [{ kind: "json", at: ["b"] }, '{"a":[{}]}', "there is no array of rows at b"],
  [{ kind: "json-map", at: [] }, "[{}]", "is an array, not an object of ids"],
  [NDJSON, "[1,2]", "say --format json"],
  [CSV, "", "is empty."],
  [CSV, "\n\n", "has no line with anything on it"],
  [CSV, 'a,"b"c\n1,2', "The header (line 1) has a quote"],
  [CSV, ",\n,\n", "has no column with a name"],
  [CSV, "a;b\n1;2", "add --delimiter ';'"],
  [CSV, "00501,40.9,\n00544,40.8,\n", "has values (00501, 40.9): add --no-header"],
  [CSV, "a\tb\n1\t2", "add --delimiter tab"],
  [CSV, "a|b\n1|2", "add --delimiter '|'"],
  [CSV, "name;price, net;x\n1;2;3", "add --delimiter ';'"],
  [{ ...CSV, types: new Map([["zip", "string"]]) }, "iata,name\n", "there are: iata, name."],
  [
    { ...CSV, columns: ["a"] },
    "iata,name\n",
    "--columns gives 1 names, and the file has 2 columns.",
  ],
  [
    CSV,
    Buffer.from("a\ncafé\n", "latin1"),
    "line 2 has bytes of another encoding. If it is Windows-1252",
  ],
  [NDJSON, Buffer.from('{"a":1}\n{"a":"é"}', "latin1"), "line 2 has bytes"],
  [JSON_ARRAY, Buffer.from('[{"a":1},\r\n{"a":"é"}]', "latin1"), "line 2 has bytes"],
  [
    CSV,
    Buffer.from("\ufeffa,b\n1,2\n", "utf16le"),
    "is UTF-16LE text, not UTF-8: add --encoding utf-16le",
  ],
  [CSV, Buffer.from("a,b\n1,2\n", "utf16le"), "is UTF-16LE text"],
  [CSV, Buffer.from("\ufeffa,b\n1,2\n", "utf16le").swap16(), "is UTF-16BE text"],
  [CSV, Buffer.from("a,b\n1,2\n", "utf16le").swap16(), "add --encoding utf-16be"],
  [CSV, Buffer.from("1f8b0800", "hex"), "is compressed with gzip"],
  [JSON_ARRAY, Buffer.from("504b0304", "hex"), "is a zip archive"],
  [CSV, "PAR1....", "is a Parquet file"],
  [CSV, "%PDF-1.7", "is a PDF document"],
  [CSV, Buffer.from("28b52ffd", "hex"), "is compressed with Zstandard"],
  [CSV, "SQLite format 3\0", "is a SQLite database"],
  [JSON_ARRAY, " <!DOCTYPE html><html>", "is an HTML page"],
  [CSV, "a,b\n1,\0\n", "is a binary file"],
])("a file in %j that can't be read says why: %#", async (format, content, message) => {
  const { error } = await read(content, format);
  expect(error?.name).toBe("PlainError");
  expect(error?.message).toContain(message);
});

test.each(["utf-16le", "utf-16be"])("text in %s is read when it is said", async (encoding) => {
  const bytes = Buffer.from("\ufeffa,b\r\né,😀\r\n", "utf16le");
  const { rows } = await read(encoding === "utf-16le" ? bytes : bytes.swap16(), CSV, encoding);
  expect(rows.map(({ content }) => content)).toEqual([{ ok: true, value: { a: "é", b: "😀" } }]);
});

test("a bad byte is found by its line, wherever the lines end and the file is cut", async () => {
  const lines = fc.integer({ min: 0, max: 40_000 });
  const end = fc.constantFrom("\n", "\r\n", "\r");
  const property = fc.asyncProperty(lines, end, async (before, lineEnd) => {
    const text = `${`a,b${lineEnd}`.repeat(before)}\u00e9,b${lineEnd}1,2`;
    const { error } = await read(Buffer.from(text, "latin1"), CSV);
    expect(error?.message).toContain(`line ${String(before + 1)} has bytes`);
  });
  await fc.assert(property, { numRuns: 30 });
});

test("a file that isn't there, or is a folder, can't be read", async () => {
  await expect(open(join(folder, "missing"), CSV)).rejects.toThrow(/missing can't be read: ENOENT/);
  await expect(open(folder, CSV)).rejects.toThrow(/can't be read: EISDIR/);
});

test("rejected rows, as they stood and with the header, are the same rows", async () => {
  const text = 'a;"b ;";;a\r\n1;"x\r\ny";;2\r\n\r\n3;4;;5;6\r\n7;8;;9';
  const format: RowFormat = { ...CSV, delimiter: ";" };
  const path = join(folder, "rows");
  writeFileSync(path, text);
  const rowFile = await open(path, format);
  const rows: Row[] = [];
  for await (const row of readRows(rowFile)) rows.push(row);
  const { start, between, end } = rowFile.frame;
  expect(start).toBe('a;"b ;";;a_2\n');
  const again = await read(`${start}${rows.map(({ raw }) => raw()).join(between)}${end}`, format);
  expect(again.rows.map(({ content }) => content)).toEqual(rows.map(({ content }) => content));
  expect(rows.map(({ content }) => content.ok)).toEqual([true, false, true]);
});

type Scalar = string | number | bigint | boolean | null;

const NUMBER = fc.oneof(
  // What is written as a large integer is one, and no double.
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((double) => Number.isSafeInteger(double) || !/^-?\d+$/.test(String(double))),
  fc.bigInt({ min: 2n ** 60n, max: 2n ** 63n - 1n }),
  fc.integer(),
);

/** By type, any value, and one that shows of which type a column is. */
const VALUES: Readonly<Record<string, readonly [fc.Arbitrary<Scalar>, Scalar]>> = {
  number: [NUMBER, 1],
  boolean: [fc.boolean(), true],
  string: [fc.string({ unit: "grapheme" }), "x"],
};

/** Rows as they may stand in a CSV file, of one type a column. A row without a value is left out. */
const table = fc
  .array(fc.constantFrom("number", "boolean", "string"), { minLength: 2, maxLength: 4 })
  .chain((types) => {
    const columns = types.map((type) => VALUES[type] as (typeof VALUES)[string]);
    const row = fc
      .tuple(...columns.map(([value]) => fc.option(value, { freq: 5 })))
      .filter((cells) => cells.some((cell) => cell !== null));
    const first = columns.map(([, value]) => value);
    return fc.array(row, { maxLength: 6 }).map((rows) => [first, ...rows]);
  });

/** As in JSON, but for integers that JavaScript's numbers don't have. */
function textOf(value: Scalar): string {
  if (Object.is(value, -0)) return "-0";
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}

function cellOf(value: Scalar): string {
  if (typeof value === "string") return `"${value.replaceAll('"', '""')}"`;
  return value === null ? "" : textOf(value);
}

test("what is written as CSV, or as NDJSON, is read as it was", async () => {
  const lineEnd = fc.constantFrom("\n", "\r\n");
  const property = fc.asyncProperty(table, lineEnd, async (rows, end) => {
    const names = rows[0]?.map((_, at) => `c${String(at)}`) ?? [];
    const expected = rows.map((row) =>
      toWire(Object.fromEntries(names.map((name, at) => [name, row[at]]))),
    );
    const csv = [names.join(","), ...rows.map((row) => row.map(cellOf).join(","))].join(end);
    const ndjson = rows.map((row) => {
      const members = row.map((value, at) => `"c${String(at)}":${textOf(value)}`);
      return `{${members.join(",")}}`;
    });
    for (const [text, format] of [
      [csv, CSV],
      [ndjson.join(end), NDJSON],
    ] as const) {
      const { rows: found, error } = await read(text, format);
      expect(error).toBeUndefined();
      const got = found.map(({ content }) => (content.ok ? toWire(content.value) : content));
      expect(got).toEqual(expected);
    }
  });
  await fc.assert(property, { numRuns: 200 });
});

test("a row that is rejected does not decide what the others are", async () => {
  const text = 'a,b\n1,2\nx\ny,3,4\nz,"5" 6\n7,8,\n';
  const { rows } = await read(text, CSV);
  expect(rows.flatMap(({ content }) => (content.ok ? [content.value] : []))).toEqual([
    { a: 1, b: 2 },
    { a: 7, b: 8 },
  ]);
});

test("a column without a name in the header may be missing in rows", async () => {
  const { rows } = await read("name,age,\nAda,36\nBob,40,x\n", CSV);
  expect(rows.map(({ content }) => content.ok)).toEqual([false, true]);
  const empty = await read("name,age,\nAda,36\nBob,40,\n", CSV);
  expect(empty.rows.map(({ content }) => content)).toEqual([
    { ok: true, value: { name: "Ada", age: 36 } },
    { ok: true, value: { name: "Bob", age: 40 } },
  ]);
});
