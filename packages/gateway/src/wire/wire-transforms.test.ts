import { readTransforms } from "./wire-transforms.ts";

const read = (...sent: readonly (readonly [string, unknown])[]) =>
  readTransforms(sent.map(([path, transform]) => ({ field: path.split("."), transform })));

test("transforms are read into their one form, in their order", () => {
  expect(read(["b.c", { $increment: { $int64: "5" } }], ["a", { $serverTimestamp: true }])).toEqual(
    {
      ok: true,
      value: [
        { path: ["b", "c"], value: { $increment: 5 } },
        { path: ["a"], value: { $serverTimestamp: true } },
      ],
    },
  );
});

test.each<[unknown, string]>([
  [5, "a: is no transform"],
  [{ $bytes: "AA==" }, "a: is no transform"],
  [{ $increment: 1, $minimum: 1 }, "a: is no transform"],
  [{ $delete: true }, "a: $delete can't stand here"],
  [{ $minimum: "1" }, "a: $minimum must hold a number"],
  [{ $maximum: null }, "a: $maximum must hold a number"],
])("%j is refused", (transform, problem) => {
  expect(problemsOf(read(["a", transform]))[0]).toBe(problem);
});

test("a field is transformed ten times at most, not within another's, and never the document's id", () => {
  const one = { $increment: 1 };
  const times = (count: number) =>
    read(...Array.from({ length: count }, () => ["a", one] as const));
  expect(problemsOf(times(10))).toEqual([]);
  expect(problemsOf(times(11))).toEqual(["a: must not have more than 10 transforms in one write"]);
  expect(problemsOf(read(["a.b", one], ["a", one]))).toEqual([
    "a.b: can't be written together with a, of which it is a part",
  ]);
  expect(problemsOf(read(["__name__", one]))).toEqual([
    "__name__: a document's id can't be changed",
  ]);
});

function problemsOf(result: ReturnType<typeof readTransforms>): string[] {
  return result.ok
    ? []
    : result.violations.map(({ field, description }) => `${field}: ${description}`);
}
