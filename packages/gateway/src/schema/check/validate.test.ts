import * as z from "zod";
import type { Value } from "../../values/value.ts";
import { validate } from "./validate.ts";

function problemsOf(schema: z.ZodType, value: Value): string[] {
  const result = validate(schema, value, ["f"]);
  return "value" in result ? [] : result.violations.map((v) => `${v.field}: ${v.description}`);
}

test.each<[z.ZodType, Value, string]>([
  [z.string(), 5, "must be a string, not a number"],
  [z.string(), { $timestamp: "2026-11-22T10:00:00.000000Z" }, "must be a string, not a timestamp"],
  [z.number(), { $number: "NaN" }, "must be a number, not NaN"],
  [z.int(), 0.5, "must be an integer"],
  [z.boolean(), null, "must be a boolean, not null"],
  [z.array(z.int()), {}, "must be an array, not a map"],
  [z.strictObject({}), [], "must be a map, not an array"],
  [z.enum(["a", "b"]), "c", 'must be one of "a", "b"'],
  [z.literal(1), 2, "must be 1"],
  [z.literal(["a", 1]), null, 'must be one of "a", 1, not null'],
  [z.string().min(2), "a", "must have at least 2 characters"],
  [z.string().length(2), "a", "must have exactly 2 characters"],
  [z.array(z.int()).max(1), [1, 2], "must have at most 1 element"],
  [z.number().positive(), 0, "must be more than 0"],
  [z.number().lt(5), 5, "must be less than 5"],
  [z.number().multipleOf(2), 3, "must be a multiple of 2"],
  [z.email(), "x", "must have the format email"],
  [z.string().regex(/^a+$/), "b", "must match /^a+$/"],
  [z.string().startsWith("a"), "b", 'must start with "a"'],
  [z.string().endsWith("a"), "b", 'must end with "a"'],
  [z.string().includes("a"), "b", 'must contain "a"'],
  [
    z.union([z.string(), z.int()]),
    true,
    "must be a string, not a boolean, or must be a number, not a boolean",
  ],
  [z.never(), 1, "must be left out, not a number"],
  [z.string().refine(() => false), "a", "is not as the schema requires"],
  [z.string().refine(() => false, "is taken"), "a", "is taken"],
])("%#: %j: %s", (schema, value, description) => {
  expect(problemsOf(schema, value)).toEqual([`f: ${description}`]);
});

test("what is wrong is said where it is", () => {
  const cast = z.array(z.strictObject({ "last name": z.string() }));
  expect(problemsOf(cast, [{ "last name": 5 }, { x: 1 }])).toEqual([
    "f[0].`last name`: must be a string, not a number",
    "f[1].`last name`: is required",
    "f[1].x: is not a field of the schema: leave it out",
  ]);
  expect(problemsOf(z.record(z.string().max(1), z.int()), { ab: 1 })).toEqual([
    "f.ab: is not a name that is allowed here",
  ]);
});

test("of a union, what is wrong with the option that came closest", () => {
  const shape = z.union([z.string(), z.strictObject({ radius: z.number() })]);
  expect(problemsOf(shape, { radius: "1" })).toEqual(["f.radius: must be a number, not a string"]);
});

test("the value itself is never repeated, nor is there more than need be", () => {
  const secret = "hunter2";
  expect(problemsOf(z.enum(["a"]), secret).join()).not.toContain(secret);
  expect(problemsOf(z.array(z.int()), Array(100).fill(secret))).toHaveLength(20);
});
