import fc from "fast-check";
import { NdjsonLines, type ParsedLine } from "./ndjson-lines.ts";
import { MAX_ROW_CHARACTERS } from "./row.ts";

function linesOf(text: string, pieceSize = 1000): readonly ParsedLine[] {
  const parser = new NdjsonLines();
  const lines: ParsedLine[] = [];
  for (let at = 0; at < text.length; at += pieceSize) {
    lines.push(...parser.push(text.slice(at, at + pieceSize), false));
  }
  return [...lines, ...parser.push("", true)];
}

test("lines come out as they went in, wherever the file is cut", () => {
  const rows = fc.array(fc.dictionary(fc.string({ unit: "binary" }), fc.string()), {
    maxLength: 5,
  });
  const between = fc.constantFrom("\n", "\r\n", "\n\n \n");
  fc.assert(
    fc.property(rows, between, fc.integer({ min: 1, max: 50 }), (sent, separator, size) => {
      const text = sent.map((row) => JSON.stringify(row)).join(separator);
      const lines = linesOf(text, size);
      const contents = lines.map(({ content }) => content);
      expect(contents).toEqual(sent.map((value) => ({ ok: true, value })));
      const file = text.split("\n");
      for (const { line, raw } of lines) expect(file[line - 1]?.trim()).toBe(raw);
    }),
  );
});

test.each([
  ['{"a":oops}', "is no JSON: unexpected 'o'"],
  ['{"a":1', "is no JSON: it ends in the middle"],
  ['{"a":"x', "is no JSON: it ends in the middle"],
  ['{"a":1} {"a":2}', "is no JSON: "],
])("the line %s costs itself alone: %s", (bad, description) => {
  const lines = linesOf(`{"a":1}\n\n${bad}\n{"a":4}`, 3);
  expect(lines.map(({ line, content }) => [line, content.ok])).toEqual([
    [1, true],
    [3, false],
    [4, true],
  ]);
  expect(lines[1]).toMatchObject({
    raw: bad,
    content: { violations: [{ field: "", description: expect.stringContaining(description) }] },
  });
});

test.each([
  ['[{"a":1}]', "say --format json"],
  ["[", "say --format json"],
  ['{\n  "a": 1\n}', "go over several lines"],
  ['{ "a":\n1}', "go over several lines"],
])("%j is refused at once: %s", (text, message) => {
  expect(() => linesOf(text)).toThrow(message);
});

test("a line that is nested deeper than the stack is refused alone", () => {
  const deep = "[".repeat(100_000) + "1234567890123456" + "]".repeat(100_000);
  const [, line] = linesOf(`{"a":1}\n{"a":${deep}}`, 1e6);
  expect(line?.content.ok === false || line?.content.ok === true).toBe(true);
});

test("a line that never ends is refused before it fills the memory", () => {
  const parser = new NdjsonLines();
  const piece = "a".repeat(1024 * 1024);
  let sent = 0;
  const push = (): void => {
    for (; sent <= 2 * MAX_ROW_CHARACTERS; sent += piece.length) {
      expect([...parser.push(piece, false)]).toEqual([]);
    }
  };
  expect(push).toThrow("longer than");
  expect(sent).toBe(MAX_ROW_CHARACTERS);
});
