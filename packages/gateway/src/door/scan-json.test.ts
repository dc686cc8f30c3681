import fc from "fast-check";
import { scanJson } from "./scan-json.ts";

interface Counts {
  readonly nodes: number;
  readonly depth: number;
}

/** What there is in a value, counted as slowly as can be. */
function countsOf(value: unknown): Counts {
  if (typeof value !== "object" || value === null) return { nodes: 1, depth: 0 };
  const names = Array.isArray(value) ? 0 : Object.keys(value).length;
  const inner = Object.values(value).map(countsOf);
  return {
    nodes: 1 + names + inner.reduce((sum, { nodes }) => sum + nodes, 0),
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
  };
}

const hostile = fc.string({
  unit: fc.constantFrom(...'"\\[]{},:0-tfn ż'.split(""), '\\"', "\\\\"),
  maxLength: 80,
});

test("every value and name is counted, and how deep they lie", () => {
  const value = fc.jsonValue({ maxDepth: 3, stringUnit: "binary" });
  fc.assert(
    fc.property(
      value,
      fc.array(hostile, { maxLength: 5 }),
      fc.constantFrom("", " ", "\t\n"),
      (any, strings, space) => {
        const said = [any, strings, Object.fromEntries(strings.map((text) => [text, any]))];
        const text = JSON.stringify(said, undefined, space);
        const { nodes, depth } = scanJson(Buffer.from(text));
        expect({ nodes, depth }).toEqual(countsOf(JSON.parse(text)));
      },
    ),
  );
});

test("a text that is no JSON ends, and counts what stands before the mistake", () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  const text = fc.string({
    unit: fc.constantFrom(...'"\\[]{},:0123456789-+.eEtfn \n'.split("")),
    maxLength: 200,
  });
  fc.assert(
    fc.property(fc.oneof(bytes, text), fc.jsonValue({ maxDepth: 3 }), (rest, value) => {
      const before = JSON.stringify(value);
      const { nodes } = scanJson(
        Buffer.concat([Buffer.from(`[${before},`), Buffer.from(rest as string)]),
      );
      expect(nodes).toBeGreaterThanOrEqual(1 + countsOf(value).nodes);
    }),
  );
});

test.each(["", '"', '"\\', '"\\"', `"${"x".repeat(100)}\\`, "-", "1e", "t", "[", "\\", "\0"])(
  "%j ends",
  (text) => {
    expect(scanJson(Buffer.from(text)).nodes).toBeLessThanOrEqual(1);
  },
);
