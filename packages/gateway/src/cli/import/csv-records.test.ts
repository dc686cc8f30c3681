import { parse } from "csv-parse/sync";
import fc from "fast-check";
import type { Cell } from "./csv-record.ts";
import { CsvRecords, type ParsedRecord } from "./csv-records.ts";
import { MAX_ROW_CHARACTERS } from "./row.ts";

/** The records of a text that comes in pieces of this size. */
function recordsOf(text: string, pieceSize = 1000, delimiter = ","): readonly ParsedRecord[] {
  const parser = new CsvRecords(delimiter);
  const records: ParsedRecord[] = [];
  for (let at = 0; at < text.length; at += pieceSize) {
    records.push(...parser.push(text.slice(at, at + pieceSize), false));
  }
  return [...records, ...parser.push("", true)];
}

/** Each cell as it stood there; what is wrong has a ! before its line. */
function shapeOf(records: readonly ParsedRecord[]): readonly string[] {
  return records.map(({ line, cells, problem }) =>
    problem === undefined ? `${String(line)} ${cells.map(format).join("|")}` : `!${String(line)}`,
  );
}

function format({ text, quoted }: Cell): string {
  return quoted ? `"${text}"` : text;
}

const pieceSize = fc.integer({ min: 1, max: 20 });

test("what is well-formed is read as csv-parse reads it, wherever it is cut", () => {
  const plain = fc.string({ unit: fc.constantFrom("a", "é", "😀", " ", "1"), maxLength: 4 });
  const text = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", " "), maxLength: 6 });
  const cell = fc.oneof(
    plain,
    text.map((content) => `"${content.replaceAll('"', '""')}"`),
  );
  const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { maxLength: 5 });
  const lineEnd = fc.constantFrom("\n", "\r\n", "\r");
  fc.assert(
    fc.property(rows, lineEnd, pieceSize, (sent, end, size) => {
      const file = sent.map((cells) => `${cells.join(",")}${end}`).join("");
      const expected = parse(file, {
        record_delimiter: ["\r\n", "\n", "\r"],
        relax_column_count: true,
        skip_empty_lines: true,
        cast: (value, { quoting }) => ({ text: value, quoted: quoting }),
      }) as unknown as Cell[][];
      const records = recordsOf(file, size);
      expect(records.map(({ cells }) => cells.map(format))).toEqual(
        expected.map((cells) => cells.map(format)),
      );
      expect(records.every(({ problem }) => problem === undefined)).toBe(true);
    }),
  );
});

test("of any text, every record starts at its line, and nothing gets lost, wherever it is cut", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "1", '"', '"', ",", "\n", "\n", "\r\n"),
    maxLength: 60,
  });
  fc.assert(
    fc.property(text, pieceSize, (sent, size) => {
      const records = recordsOf(sent, size);
      expect(records).toEqual(recordsOf(sent));
      const lines = sent.split(/\r\n|\n|\r/);
      for (const { line, raw } of records) {
        const [first] = raw.split(/\r\n|\n|\r/);
        expect(lines[line - 1]).toBe(first);
      }
      const kept = records.map(({ raw }) => raw).join("");
      expect(kept.replaceAll(/[\r\n]/g, "")).toBe(sent.replaceAll(/[\r\n]/g, ""));
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ["in a cell without quotes", 'a,b\n1,2\n3,4" long\n5,6\n', ["1 a|b", "2 1|2", "!3", "4 5|6"]],
  ["behind a closing one", 'a,b\n3,"4"5\n6,7\n', ["1 a|b", "!2", "3 6|7"]],
  [
    "that is never closed",
    'a,b\n1,2\n3,"4\n5,6\n7,8\n',
    ["1 a|b", "2 1|2", "!3", "4 5|6", "5 7|8"],
  ],
  [
    "that another cell closes",
    'a,b\n3,"4\n5,6\n7,"x"\n8,9\n',
    ["1 a|b", "!2", "3 5|6", '4 7|"x"', "5 8|9"],
  ],
  [
    "in a text of several lines",
    'a,b\n1,"one\ntwo" three\nfour",5\n6,7\n',
    ["1 a|b", "!2", "!4", "5 6|7"],
  ],
  ["at the end of the file", 'a,b\n1,2\n3,"4', ["1 a|b", "2 1|2", "!3"]],
])("a quote %s costs its record, and no other", (_where, text, shape) => {
  for (const size of [1, 5, 1000]) expect(shapeOf(recordsOf(text, size))).toEqual(shape);
});

test("a text of several lines that lacks its closing quote is not taken for rows", () => {
  const records = recordsOf('a,b\n1,"Dear all\nthis is one, really\nnothing" more\n2,3\n');
  expect(shapeOf(records)).toEqual(["1 a|b", "!2", "5 2|3"]);
  expect(records[1]?.raw).toBe('1,"Dear all\nthis is one, really\nnothing" more');
});

test("lines are those of the file, behind blank ones and cells of several lines", () => {
  const text = 'a,b\r\n1,"x\r\ny"\r\n\r\n\r\n2,z,extra\r\n3,ok';
  expect(shapeOf(recordsOf(text, 3))).toEqual(["1 a|b", '2 1|"x\r\ny"', "6 2|z|extra", "7 3|ok"]);
});

test("another delimiter makes commas plain", () => {
  expect(shapeOf(recordsOf("a;b\n1,5;2\n", 1000, ";"))).toEqual(["1 a|b", "2 1,5|2"]);
});

test("a quote that is never closed does not fill the memory", () => {
  const parser = new CsvRecords(",");
  const records = [...parser.push('a,b\n1,"x\n2,3\n', false)];
  const piece = `${"y".repeat(1024 * 1024 - 1)}\n`;
  let sent = 0;
  for (; records.length < 2; sent += piece.length) records.push(...parser.push(piece, false));
  expect(sent).toBeLessThanOrEqual(MAX_ROW_CHARACTERS + piece.length);
  expect(shapeOf(records.slice(0, 3))).toEqual(["1 a|b", "!2", "3 2|3"]);
});
