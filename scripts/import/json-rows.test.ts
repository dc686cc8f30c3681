import fc from "fast-check";
import { exactNumber } from "./exact-number.ts";
import { JsonRows, MAX_ROW_BYTES, type JsonLayout } from "./json-rows.ts";
import type { MalformedError } from "./malformed-error.ts";

const LAYOUTS: Readonly<Record<JsonLayout, (rows: readonly unknown[]) => string>> = {
  array: (rows) => JSON.stringify(rows, null, 1),
  sequence: (rows) => rows.map((row) => `${JSON.stringify(row)}\r\n`).join("\n"),
};

/** The rows of a text that comes in pieces of these sizes. */
function rowsOf(text: string | Buffer, layout: JsonLayout, pieceBytes = 1000) {
  const parser = new JsonRows(layout);
  const bytes = Buffer.from(text);
  const rows: unknown[] = [];
  let fault: MalformedError | undefined;
  for (let at = 0; at < bytes.length && fault === undefined; at += pieceBytes) {
    const completed = parser.write(bytes.subarray(at, at + pieceBytes));
    rows.push(...completed.rows);
    fault = completed.fault;
  }
  if (fault !== undefined) return { rows, fault };
  const completed = parser.end();
  return { rows: [...rows, ...completed.rows], fault: completed.fault };
}

/** JSON.parse calls it with the text of a number, which its declaration doesn't know yet. */
const exactly = ((_name: string, value: unknown, { source }: { source: string }) =>
  typeof value === "number" ? exactNumber(source) : value) as Parameters<typeof JSON.parse>[1];

describe.each<JsonLayout>(["array", "sequence"])("as %s", (layout) => {
  test("rows come out as they went in, wherever the file is cut", () => {
    const rows = fc.array(fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 50 }), (sent, pieceBytes) => {
        const text = LAYOUTS[layout](sent);
        const plain = JSON.parse(JSON.stringify(sent), exactly) as unknown[];
        expect(rowsOf(text, layout, pieceBytes)).toEqual({ rows: plain, fault: undefined });
      }),
    );
  });

  test("a fault is found wherever the file is cut, after the same rows", () => {
    const text = LAYOUTS[layout]([{ a: 1 }, { b: "é" }]).replace('"b":', '"b";');
    for (let pieceBytes = 1; pieceBytes < text.length; pieceBytes += 1) {
      const { rows, fault } = rowsOf(text, layout, pieceBytes);
      expect(rows).toEqual([{ a: 1 }]);
      expect(fault?.message).toBe('unexpected ";"');
    }
  });

  test("a byte order mark is no fault", () => {
    expect(rowsOf(`\ufeff${LAYOUTS[layout]([{ a: 1 }])}`, layout).rows).toEqual([{ a: 1 }]);
  });

  test("a text that is not UTF-8 is refused, not mended", () => {
    const bytes = Buffer.from(LAYOUTS[layout]([{ a: "\u00e9" }]), "latin1");
    expect(rowsOf(bytes, layout)).toMatchObject({
      rows: [],
      fault: { message: "it is not UTF-8 text" },
    });
  });
});

test("integers keep all their digits", () => {
  expect(rowsOf('[{"a":9007199254740993,"b":[1,1e2,-0]}]', "array").rows).toEqual([
    { a: 9007199254740993n, b: [1, 100, -0] },
  ]);
});

test.each([
  ['[{},\n {"a":x}]', 'unexpected "x"', 10],
  ["[{} {}]", 'unexpected "{"', 2],
  ["[{}", "it ends in the middle", 2],
  ["[{},]", 'unexpected "]"', 3],
  ["[{}] {}", 'unexpected "{"', 3],
  ["{}", "it is not a JSON array", 0],
  ["", "it is not a JSON array", 0],
  ["[01]", "unexpected 1", 1],
])("%j is no array of rows: %s after byte %d", (text, message, offset) => {
  const { fault } = rowsOf(text, "array", 2);
  expect(fault?.message).toContain(message);
  expect(fault?.place).toEqual({ offset });
});

test("a row that never ends is refused before it fills the memory", () => {
  const parser = new JsonRows("array");
  const piece = Buffer.alloc(1024 * 1024, "a");
  parser.write(Buffer.from('[{"a":"'));
  let written = 0;
  let fault: MalformedError | undefined;
  for (; fault === undefined; written += piece.length) fault = parser.write(piece).fault;
  expect(written).toBe(MAX_ROW_BYTES);
  expect(fault.message).toContain("longer than");
});
