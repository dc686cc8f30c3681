import fc from "fast-check";
import { applyUpdate } from "./apply-update.ts";
import { areEqual } from "./compare.ts";
import { valueAt } from "./select.ts";
import * as arbitrary from "./value.arbitrary.ts";
import type { Fields, Value } from "./value.ts";
import type { DocumentUpdate, Transform } from "./write.ts";

const NOW = "2026-11-22T10:00:00.000000Z";

test.each<[string, Fields | null, DocumentUpdate, Fields]>([
  ["without a mask the document is replaced", { a: 1, b: 2 }, { fields: { c: 3 } }, { c: 3 }],
  [
    "with a mask only its paths are",
    { a: 1, b: 2 },
    { fields: { a: 3, b: 4 }, mask: [["a"]] },
    { a: 3, b: 2 },
  ],
  [
    "what the fields lack is deleted",
    { a: { b: 1, c: 2 }, d: 3 },
    { fields: {}, mask: [["a", "b"], ["d"], ["e", "f"]] },
    { a: { c: 2 } },
  ],
  [
    "a map is made where there is none",
    null,
    { fields: { a: { b: { c: 1 } } }, mask: [["a", "b", "c"]] },
    { a: { b: { c: 1 } } },
  ],
  [
    "a map takes the place of what is none",
    { a: null },
    { fields: { a: { b: 1 } }, mask: [["a", "b"]] },
    { a: { b: 1 } },
  ],
  [
    "deleting within what is no map leaves it",
    { a: 5 },
    { fields: {}, mask: [["a", "b"]] },
    { a: 5 },
  ],
  [
    "a map that comes to look tagged is escaped",
    {},
    { fields: { a: { $map: [["$bytes", 1]] } }, mask: [["a", "$bytes"]] },
    { a: { $map: [["$bytes", 1]] } },
  ],
  [
    "and no longer when another name joins",
    { a: { $map: [["$bytes", 1]] } },
    { fields: { a: { b: 2 } }, mask: [["a", "b"]] },
    { a: { $bytes: 1, b: 2 } },
  ],
  [
    "a schema's double is read as a number",
    null,
    { fields: { a: { $double: 5 }, b: [{ c: { $double: 1 } }] } },
    { a: 5, b: [{ c: 1 }] },
  ],
  ["but a document's own field is no tag", null, { fields: { $double: 5 } }, { $double: 5 }],
])("%s", (_claim, stored, update, fields) => {
  expect(applyUpdate(stored, update, NOW)).toEqual(fields);
});

test.each<[Transform, Value | undefined, Value]>([
  [{ kind: "serverTimestamp" }, 5, { $timestamp: NOW }],
  [{ kind: "increment", by: 2 }, 5, 7],
  [{ kind: "increment", by: { $double: 2 } }, undefined, 2],
  [{ kind: "minimum", operand: { $double: 2 } }, 5, 2],
  [{ kind: "maximum", operand: { $double: 2 } }, 5, 5],
  [{ kind: "arrayUnion", values: [1, 3, -0, 0, 3] }, [2, 1], [2, 1, 3, -0]],
  [{ kind: "arrayUnion", values: [{ a: { $double: 1 } }] }, [{ a: 1 }], [{ a: 1 }]],
  [{ kind: "arrayUnion", values: [1] }, "a", [1]],
  [{ kind: "arrayRemove", values: [1, { $number: "NaN" }] }, [1, 2, 1, { $number: "NaN" }], [2]],
  [{ kind: "arrayRemove", values: [1] }, undefined, []],
])("%j makes of %j %j", (transform, before, after) => {
  const stored = before === undefined ? {} : { m: { a: before } };
  const update = { fields: {}, mask: [], transforms: [{ field: ["m", "a"], transform }] };
  expect(applyUpdate(stored, update, NOW)).toEqual({ m: { a: after } });
});

test("what a mask names is as in the fields, all else as it was stored", () => {
  const { fields, fieldName } = arbitrary;
  const path = fc.array(fieldName, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fields, fields, fc.array(path, { maxLength: 3 }), (stored, set, paths) => {
      const mask = [
        ...paths,
        ...Object.keys(set)
          .slice(1)
          .map((name) => [name]),
      ];
      const result = applyUpdate(stored, { fields: set, mask }, NOW);
      for (const name of new Set([...Object.keys(stored), ...Object.keys(set)])) {
        const isWhole = mask.some((named) => named.length === 1 && named[0] === name);
        const isTouched = mask.some(([first]) => first === name);
        if (isWhole && mask.filter(([first]) => first === name).length === 1) {
          expect(valueAt(result, [name])).toEqual(valueAt(set, [name]));
        } else if (!isTouched) {
          expect(valueAt(result, [name])).toEqual(valueAt(stored, [name]));
        }
      }
    }),
  );
});

test("union and removal are as long as they must be, in time that their length allows", () => {
  const items = Array.from({ length: 20_000 }, (_, i) => i);
  const transforms = [
    { field: ["a"], transform: { kind: "arrayUnion", values: items } as const },
    { field: ["b"], transform: { kind: "arrayRemove", values: items } as const },
  ];
  const result = applyUpdate({ a: items, b: items }, { fields: {}, mask: [], transforms }, NOW);
  expect(areEqual(result, { a: items, b: [] })).toBe(true);
});
