import fc from "fast-check";
import { JsonItems, type JsonItem, type JsonItemsOptions } from "./json-items.ts";
import type { MalformedError } from "./malformed-error.ts";
import { parseJson } from "./parse-json.ts";
import { MAX_ROW_CHARACTERS } from "./row.ts";

const ARRAY: JsonItemsOptions = { at: [], byId: false };
const MAP: JsonItemsOptions = { at: [], byId: true };

/** The rows of a text that comes in pieces of this size, and why there are no more. */
function itemsOf(text: string, options = ARRAY, pieceSize = 1000) {
  const parser = new JsonItems(options);
  const items: JsonItem[] = [];
  try {
    // A decoder never cuts a character.
    const characters = Array.from(text);
    for (let at = 0; at < characters.length; at += pieceSize) {
      const piece = characters.slice(at, at + pieceSize).join("");
      for (const item of parser.push(piece, false)) items.push(item);
    }
    for (const item of parser.push("", true)) items.push(item);
    return { items, fault: undefined };
  } catch (error) {
    return { items, fault: error as MalformedError };
  }
}

const row = fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue(), { maxKeys: 4 });
const size = fc.integer({ min: 1, max: 50 });

test("rows of an array come out as they went in, wherever the file is cut", () => {
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 5 }),
      size,
      fc.nat({ max: 2 }),
      (sent, bytes, indent) => {
        const text = JSON.stringify(sent, null, indent);
        const { items, fault } = itemsOf(text, ARRAY, bytes);
        expect(fault).toBeUndefined();
        expect(items.map(({ value }) => value)).toEqual(parseJson(text));
        const lines = text.split("\n");
        for (const { raw, line, value } of items) {
          expect(parseJson(raw())).toEqual(value);
          expect(lines[line - 1]).toContain(raw().split("\n")[0]);
        }
      },
    ),
  );
});

test("rows of an object come with their names, in whatever depth", () => {
  const rows = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), row, { maxKeys: 4 });
  fc.assert(
    fc.property(rows, size, (sent, bytes) => {
      const text = JSON.stringify(
        { other: [{ deep: sent }], x: { rows: sent, more: sent }, z: 1 },
        null,
        1,
      );
      const options = { at: ["x", "rows"], byId: true };
      const { items, fault } = itemsOf(text, options, bytes);
      expect(fault).toBeUndefined();
      expect(items.map(({ id }) => id)).toEqual(Object.keys(sent));
      const values = Object.values(sent).map((value) => parseJson(JSON.stringify(value)));
      expect(items.map(({ value }) => value)).toEqual(values);
      for (const { raw, value } of items) expect(parseJson(raw())).toEqual(value);
    }),
  );
});

test("a fault is found wherever the file is cut, after the same rows, with its line", () => {
  const text = '[{"a":1},\n\n{"b";"é"}]';
  for (let bytes = 1; bytes < text.length; bytes += 1) {
    const { items, fault } = itemsOf(text, ARRAY, bytes);
    expect(items.map(({ value }) => value)).toEqual([{ a: 1 }]);
    expect(fault).toMatchObject({ message: 'unexpected ";"', line: 3 });
  }
});

test("numbers keep what Firestore can hold", () => {
  const { items } = itemsOf('[{"a":9007199254740993,"b":[1,1e2,-0,12345678901234567890]}]');
  expect(items[0]?.value).toEqual({ a: 9007199254740993n, b: [1, 100, -0, Number.NaN] });
});

test.each([
  ['[{},\n {"a":x}]', 'unexpected "x"', 2],
  ["[{} {}]", 'unexpected "{"', 1],
  ["[{}\n", "it ends in the middle", 2],
  ["[{},]", 'unexpected "]"', 1],
  ["[{}] {}", 'unexpected "{"', 1],
  ["[01]", "unexpected 1", 1],
])("%j is no array of rows: %s", (text, message, line) => {
  const { fault } = itemsOf(text, ARRAY, 2);
  expect(fault?.message).toContain(message);
  expect(fault?.line).toBe(line);
});

test("an object is no array of rows, and an array no object of them", () => {
  expect(itemsOf('{"a":{}}', ARRAY).fault?.message).toContain("say --format json-map");
  expect(itemsOf("[{}]", MAP).fault?.message).toContain("say --format json");
});

test("it says whether there was anything at the place", () => {
  const hasRows = (text: string, at: readonly string[]): boolean => {
    const parser = new JsonItems({ at, byId: false });
    expect([...parser.push(text, true)]).toEqual([]);
    return parser.hasRows;
  };
  expect(hasRows("[]", [])).toBe(true);
  expect(hasRows('{"a":{"b":[]}}', ["a", "b"])).toBe(true);
  expect(hasRows('{"a":{"c":[]}}', ["a", "b"])).toBe(false);
  expect(hasRows('{"a":1}', ["a"])).toBe(false);
});

test("a row that never ends is refused before it fills the memory", () => {
  const parser = new JsonItems(ARRAY);
  const piece = "a".repeat(1024 * 1024);
  expect([...parser.push('[{"a":"', false)]).toEqual([]);
  let sent = 0;
  const push = (): void => {
    for (; sent <= 2 * MAX_ROW_CHARACTERS; sent += piece.length) {
      expect([...parser.push(piece, false)]).toEqual([]);
    }
  };
  expect(push).toThrow("longer than");
  expect(sent).toBeLessThanOrEqual(MAX_ROW_CHARACTERS);
});
