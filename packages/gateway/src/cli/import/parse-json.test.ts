import fc from "fast-check";
import { parseJson } from "./parse-json.ts";

test("it is JSON.parse where no number is long", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      fc.pre(!/\d{16}|e[+-]?\d{3}/i.test(text));
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test.each<[string, unknown]>([
  ['{"a":9007199254740993}', { a: 9007199254740993n }],
  ['[12345678901234567890, "12345678901234567890"]', [Number.NaN, "12345678901234567890"]],
  ["[1e400, 1e-400, 1e300]", [Number.NaN, Number.NaN, 1e300]],
  ['{"__proto__":1234567890123456}', JSON.parse('{"__proto__":1234567890123456}')],
])("%s is %p", (text, value) => {
  expect(parseJson(text)).toEqual(value);
});
