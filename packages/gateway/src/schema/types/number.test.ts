import * as z from "zod";
import { create, problemsOf, valueOf } from "../check/checked-write.fixture.ts";
import { double, integer } from "./number.ts";

test("a double is stored as one, and read as a number", () => {
  const schema = z.strictObject({ a: double(), b: z.array(double()) });
  const write = valueOf(create(schema, { a: 1, b: [2, 2.5, { $number: "NaN" }] }));
  expect(write.update.fields).toEqual({
    a: { $double: 1 },
    b: [{ $double: 2 }, 2.5, { $number: "NaN" }],
  });
  expect(valueOf(write.onto(null)).document).toEqual({ a: 1, b: [2, 2.5, { $number: "NaN" }] });
});

test("an integer may have 64 bits and bounds", () => {
  const schema = z.strictObject({ n: integer({ minimum: 0, maximum: 2 ** 60 }) });
  expect(create(schema, { n: { $int64: "1152921504606846976" } }).ok).toBe(true);
  expect(problemsOf(create(schema, { n: { $int64: "1152921504606846977" } }))[0]).toContain(
    "at most",
  );
  expect(create(schema, { n: 0.5 }).ok).toBe(false);
  expect(create(schema, { n: { $number: "NaN" } }).ok).toBe(false);
});
