import fc from "fast-check";
import { readFields } from "../../wire/wire.ts";
import { toWire } from "./to-wire.ts";

const name = fc.string({ minLength: 1, unit: fc.constantFrom("a", "Z", "é", " ", ".", "@", "0") });

/** Rows that a document can hold as they are. */
const { row } = fc.letrec<{ row: object; item: unknown; value: unknown }>((tie) => ({
  row: fc.dictionary(name, tie("value"), { maxKeys: 4, depthIdentifier: "row" }),
  item: fc.oneof(
    { depthIdentifier: "row", maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string(),
    tie("row"),
  ),
  value: fc.oneof(tie("item"), fc.array(tie("item"), { maxLength: 3 })),
}));

test("the gateway reads what the row holds", () => {
  fc.assert(
    fc.property(row, (sent) => {
      const wire = toWire(sent);
      expect(wire.ok).toBe(true);
      if (wire.ok)
        expect(readFields(JSON.parse(JSON.stringify(wire.value)))).toEqual({
          ok: true,
          value: sent,
        });
    }),
  );
});

test("the order of names does not matter", () => {
  fc.assert(
    fc.property(row, (sent) => {
      const turned = Object.fromEntries(Object.entries(sent).toReversed());
      expect(JSON.stringify(toWire(turned))).toBe(JSON.stringify(toWire(sent)));
    }),
  );
});

test.each<[unknown, object]>([
  [{ a: 9007199254740993n }, { a: { $int64: "9007199254740993" } }],
  [{ a: -(2n ** 63n) }, { a: { $int64: "-9223372036854775808" } }],
  [{ a: 2 ** 63 }, { a: 2 ** 63 }],
  [{ a: [-0, 0] }, { a: [{ $number: "-0" }, 0] }],
  [{ a: { $timestamp: "2026-11-22T10:00:00Z" } }, { a: { $timestamp: "2026-11-22T10:00:00Z" } }],
  [{ a: { "@type": 1 } }, { a: { $map: [["@type", 1]] } }],
  [
    { "@type": 1, a: 2 },
    {
      $map: [
        ["@type", 1],
        ["a", 2],
      ],
    },
  ],
  [JSON.parse('{"a":{"__proto__":1}}'), { a: { $map: [["__proto__", 1]] } }],
  [{ hasOwnProperty: -0 }, { $map: [["hasOwnProperty", { $number: "-0" }]] }],
])("%j is sent in a form that comes through", (sent, wire) => {
  expect(toWire(sent)).toEqual({ ok: true, value: wire });
});

test.each<[unknown, string]>([
  [null, "is null, where a row must be an object"],
  [[], "is an array, where a row must be an object"],
  ["a", "is a string, where a row must be an object"],
  [1n, "is a number, where a row must be an object"],
])("%p is no row", (sent, description) => {
  expect(toWire(sent)).toEqual({ ok: false, violations: [{ field: "", description }] });
});

test.each(["$serverTimestamp", "$increment", "$arrayUnion", "$arrayRemove", "$delete"])(
  "%s is refused: a second run would not change nothing",
  (tag) => {
    expect(toWire({ a: { b: { [tag]: 1 } } })).toMatchObject({
      ok: false,
      violations: [{ field: "a.b" }],
    });
    expect(toWire({ [tag]: 1, a: { [tag]: 1, b: 2 } })).toMatchObject({ ok: true });
  },
);

test("a number that Firestore can't hold is refused by name, not sent as null", () => {
  expect(toWire({ a: { "b c": [Number.NaN] } })).toMatchObject({
    ok: false,
    violations: [{ field: "a.`b c`", description: expect.stringContaining("is a number that") }],
  });
});

test("a row as deep as the file is refused, without a stack as deep", () => {
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level += 1) deep = level % 2 === 0 ? [deep] : { a: deep };
  expect(toWire({ top: deep })).toEqual({
    ok: false,
    violations: [{ field: "top", description: "is nested deeper than a document can be" }],
  });
});
