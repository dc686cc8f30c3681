import fc from "fast-check";

const digits = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789".split("")), minLength: 1, maxLength });

const sign = fc.constantFrom("", "-");
const integer = digits(24).map((text) => text.replace(/^0+(?=\d)/, ""));
const exponent = fc
  .tuple(fc.constantFrom("e", "E"), fc.constantFrom("", "+", "-"), digits(4))
  .map((parts) => parts.join(""));

/** Numbers in all forms of JSON, many of them at the edges of what a double has. */
const number = fc.oneof(
  fc.tuple(sign, integer).map((parts) => parts.join("")),
  fc
    .tuple(sign, integer, fc.constantFrom("", "."), digits(24), fc.option(exponent, { nil: "" }))
    .map(([minus, whole, dot, fraction, power]) => minus + whole + (dot && dot + fraction) + power),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.bigInt({ min: 2n ** 53n - 10n, max: 2n ** 53n + 10n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((double) => JSON.stringify(double)),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((double) => String(BigInt(Math.trunc(double)))),
  fc.maxSafeInteger().map(String),
);

/** What a scan could take for something else. */
const tricky = fc.constantFrom(
  ...'"\\/bfnrt[]{},:0123456789.-+eE \u2028\uFEFFż漢'.split(""),
  "𝔸",
  '\\"',
  "\\\\",
  "9007199254740993",
  "1e400",
  "true",
  "\uD800",
);

const string = fc.oneof(
  fc.array(tricky, { maxLength: 60 }).map((parts) => JSON.stringify(parts.join(""))),
  fc.string({ unit: "binary" }).map((text) => JSON.stringify(text)),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map(
      (units) => `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("")}"`,
    ),
);

const space = fc.string({ unit: fc.constantFrom(" ", "\t", "\n", "\r"), maxLength: 2 });

/** Texts that are JSON, but for what their numbers mean. No object has a name twice. */
export const jsonText: fc.Arbitrary<string> = fc.letrec<Record<"value" | "item" | "field", string>>(
  (tie) => ({
    item: fc.tuple(space, tie("value"), space).map((parts) => parts.join("")),
    field: fc
      .tuple(string, space, tie("item"))
      .map(([name, after, value]) => `${name.slice(1)}${after}:${value}`),
    value: fc.oneof(
      { depthSize: "small" },
      number,
      string,
      fc.constantFrom("true", "false", "null"),
      fc.array(tie("item"), { maxLength: 4 }).map((items) => `[${items.join(",")}]`),
      fc
        .tuple(space, fc.array(tie("field"), { maxLength: 4 }))
        .map(
          ([before, fields]) =>
            `{${fields.map((field, i) => `${before}"${String(i)}${field}`).join(",")}}`,
        ),
    ),
  }),
).item;
