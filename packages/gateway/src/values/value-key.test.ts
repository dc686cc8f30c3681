import fc from "fast-check";
import { areEqual } from "./compare.ts";
import { valueKey } from "./value-key.ts";
import * as arbitrary from "./value.arbitrary.ts";
import type { Value } from "./value.ts";

test("two values share a key if, and only if, they are equal to Firestore", () => {
  // Few and close values, so that equal ones meet.
  const close = fc.oneof(
    fc.constantFrom<Value>(0, -0, 1, { $double: 1 }, -(2 ** 63), 1e21, 2 ** 53, { $number: "NaN" }),
    fc.constantFrom<Value>({ $int64: "-9223372036854775808" }, { $int64: "9007199254740993" }),
    fc.constantFrom<Value>("a", "1", "NaN", "[]", null, [], {}, { a: 1, b: 2 }, { b: 2, a: 1 }),
    fc.constantFrom<Value>([1], [[] as Value, 1], { $vector: [1] }, { $map: [["$vector", [1]]] }),
    arbitrary.value,
  );
  fc.assert(
    fc.property(close, close, (a, b) => {
      expect(valueKey(a) === valueKey(b)).toBe(areEqual(a, b));
    }),
    { numRuns: 1000 },
  );
});
