import fc from "fast-check";
import type { Cell } from "./csv-cell.ts";
import { CsvRows } from "./csv-rows.ts";
import type { MalformedError } from "./malformed-error.ts";

/** The rows of a text that comes in pieces of this size, each cell as it stood there. */
async function rowsOf(text: string | Buffer, pieceBytes = 1000, delimiter = ",") {
  const parser = new CsvRows(delimiter);
  const bytes = Buffer.from(text);
  const rows: (readonly Cell[])[] = [];
  let fault: MalformedError | undefined;
  for (let at = 0; at < bytes.length && fault === undefined; at += pieceBytes) {
    const completed = await parser.write(bytes.subarray(at, at + pieceBytes));
    rows.push(...completed.rows);
    fault = completed.fault;
  }
  if (fault === undefined) {
    const completed = await parser.end();
    rows.push(...completed.rows);
    fault = completed.fault;
  }
  return { rows: rows.map((cells) => cells.map(format).join("|")), fault };
}

function format({ text, quoted }: Cell): string {
  return quoted ? `"${text}"` : text;
}

test("cells come out as they went in, wherever the file is cut", async () => {
  const text = fc.string({ unit: fc.constantFrom("a", "é", "😀", '"', ",", "\n", "\r", " ") });
  const rows = fc.array(fc.array(text, { minLength: 2, maxLength: 3 }), { maxLength: 4 });
  const property = fc.asyncProperty(rows, fc.integer({ min: 1, max: 20 }), async (sent, bytes) => {
    const quoted = sent.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`));
    const file = quoted.map((cells) => `${cells.join(",")}\r\n`).join("");
    const expected = sent.map((cells) => cells.map((cell) => `"${cell}"`).join("|"));
    expect(await rowsOf(file, bytes)).toEqual({ rows: expected, fault: undefined });
  });
  await fc.assert(property);
});

test.each(["\n", "\r\n", "\r"])("lines may end with %j, the last with nothing", async (end) => {
  const { rows } = await rowsOf(["a,b", "1,", '"",2'].join(end), 1);
  expect(rows).toEqual(["a|b", "1|", '""|2']);
});

test("empty lines are no rows, and rows of other lengths are", async () => {
  expect((await rowsOf("a,b\n\n1\n\n1,2,3\n\n")).rows).toEqual(["a|b", "1", "1|2|3"]);
});

test("another delimiter makes commas plain", async () => {
  expect((await rowsOf("a;b\n1,5;2\n", 1000, ";")).rows).toEqual(["a|b", "1,5|2"]);
});

test("a byte order mark is dropped", async () => {
  expect((await rowsOf("\ufeffa,b\n", 1)).rows).toEqual(["a|b"]);
});

test.each([
  ['a,b\n1,2\n3,"4\n5,6\n', "a quote is opened and never closed"],
  ['a,b\n1,2\n3,"4"5\n6,7\n', "Invalid Closing Quote"],
  ['a,b\n1,2\n3,4"5\n6,7\n', "Invalid Opening Quote"],
])("%j is refused after the same rows, wherever it is cut: %s", async (text, message) => {
  for (const pieceBytes of [1, 5, 1000]) {
    const { rows, fault } = await rowsOf(text, pieceBytes);
    expect(rows).toEqual(["a|b", "1|2"]);
    expect(fault?.message).toContain(message);
    expect(fault?.place).toEqual({ line: 2 });
  }
});

test("a text that is not UTF-8 is refused, not mended", async () => {
  const { fault } = await rowsOf(Buffer.from("a\né\n", "latin1"));
  expect(fault?.message).toBe("it is not UTF-8 text");
});
