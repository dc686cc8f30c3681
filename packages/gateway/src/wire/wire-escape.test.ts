import fc from "fast-check";
import * as arbitrary from "../values/value.arbitrary.ts";
import type { Fields } from "../values/value.ts";
import { escapeFields } from "./wire-escape.ts";
import { readFields } from "./wire.ts";

/** What Firebase's client and server do with data on its way, as far as it matters here. */
function throughCallable(data: unknown): unknown {
  const text = JSON.stringify(data);
  return walk(JSON.parse(text));
}

function walk(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(walk);
  if (typeof data !== "object" || data === null) return data;
  const result: Record<string, unknown> = {};
  for (const name in data) {
    if (name === "@type") throw new Error("Data cannot be decoded from JSON");
    // As Firebase's client asks, which an own field of that name breaks.
    if (data.hasOwnProperty(name)) result[name] = walk((data as Fields)[name]);
  }
  return result;
}

test("every document survives the callable protocol and is read back as it was", () => {
  fc.assert(
    fc.property(arbitrary.fields, (fields) => {
      expect(readFields(throughCallable(escapeFields(fields)))).toEqual({
        ok: true,
        value: fields,
      });
    }),
  );
});

test.each<[Fields, Fields]>([
  [
    { a: -0, b: [-0, 0] },
    { a: { $number: "-0" }, b: [{ $number: "-0" }, 0] },
  ],
  [{ m: { "@type": 1 } }, { m: { $map: [["@type", 1]] } }],
  [{ "@type": -0 }, { $map: [["@type", { $number: "-0" }]] }],
  [{ m: [{ hasOwnProperty: true }] }, { m: [{ $map: [["hasOwnProperty", true]] }] }],
])("%j is sent as %j", (fields, sent) => {
  expect(escapeFields(fields)).toEqual(sent);
});

test("what needs no escape is not copied", () => {
  const fields = { a: 1, m: { b: [1, { c: null }] } };
  expect(escapeFields(fields)).toBe(fields);
});
