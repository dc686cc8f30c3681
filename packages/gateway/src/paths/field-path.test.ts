import fc from "fast-check";
import {
  checkFieldName,
  fieldPathOfPlace,
  formatFieldPath,
  formatPlace,
  isPrefix,
  parseFieldPath,
  pathsOverlap,
  safeParseFieldPath,
} from "./field-path.ts";

const name = fc
  .string({ unit: "binary", minLength: 1, maxLength: 20 })
  .filter((text) => checkFieldName(text) === undefined);
const path = fc.array(name, { minLength: 1, maxLength: 5 });

test("every field path survives being written and read", () => {
  fc.assert(
    fc.property(path, (names) => {
      expect(parseFieldPath(formatFieldPath(names))).toEqual(names);
    }),
  );
});

test("a text that is read has one canonical form", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "9", ".", "`", "\\", " ") });
  fc.assert(
    fc.property(text, (a) => {
      const parsed = safeParseFieldPath(a);
      if (parsed.ok) expect(parseFieldPath(formatFieldPath(parsed.value))).toEqual(parsed.value);
    }),
  );
});

test.each([
  ["Title", ["Title"]],
  ["a.b_2.c", ["a", "b_2", "c"]],
  ["`US Gross`", ["US Gross"]],
  ["prices.`a.b`.`\\`\\\\`", ["prices", "a.b", "`\\"]],
  ["`plain`.x", ["plain", "x"]],
  ["__name__", ["__name__"]],
])("%s is the path %j", (text, names) => {
  expect(parseFieldPath(text)).toEqual(names);
});

test.each([
  ["", "must not be empty"],
  [".", "backticks"],
  ["a.", "backticks"],
  [".a", "backticks"],
  ["a..b", "backticks"],
  ["US Gross", "backticks"],
  ["2nd", "backticks"],
  ["a-b", "backticks"],
  ["`a", "backticks"],
  ["`a`b", "backticks"],
  ["``", "backticks"],
  ["`\\n`", "backticks"],
  ["`\ud800`", "Unicode"],
  ["__proto__", "reserved"],
  ["a.__name__", "reserved"],
  ["`__a\nb__`", "reserved"],
  ["`" + "é".repeat(751) + "`", "1500 bytes"],
  [`${"a".repeat(750)}.${"b".repeat(750)}`, "1500 bytes"],
])("%j is refused: %s", (text, description) => {
  expect(safeParseFieldPath(text)).toEqual({
    ok: false,
    description: expect.stringContaining(description) as string,
  });
  expect(() => parseFieldPath(text)).toThrow(TypeError);
});

test("the field path of a place ends where an array begins", () => {
  fc.assert(
    fc.property(path, fc.option(fc.nat(), { nil: undefined }), path, (names, index, rest) => {
      const place = index === undefined ? names : [...names, index, ...rest];
      expect(fieldPathOfPlace(formatPlace(place))).toEqual(names);
    }),
  );
  expect(fieldPathOfPlace("")).toEqual([]);
});

test("isPrefix is true of ancestors and of the path itself", () => {
  expect(isPrefix(["a"], ["a", "b"])).toBe(true);
  expect(isPrefix(["a", "b"], ["a", "b"])).toBe(true);
  expect(isPrefix(["a", "b"], ["a"])).toBe(false);
  expect(isPrefix(["a"], ["ab"])).toBe(false);
});

test("paths overlap where either leads to the other", () => {
  expect(pathsOverlap(["a"], ["a", "b"])).toBe(true);
  expect(pathsOverlap(["a", "b"], ["a"])).toBe(true);
  expect(pathsOverlap(["a"], ["a"])).toBe(true);
  expect(pathsOverlap(["a", "b"], ["a", "c"])).toBe(false);
});
