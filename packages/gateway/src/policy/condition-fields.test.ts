import { conditionFields } from "./condition-fields.ts";

const asked = { field: ["role"], op: "==", value: "admin" } as const;

test("the fields of a condition are those compared, and those that look up or are looked up", () => {
  const condition = {
    or: [
      { field: ["a"], op: "==", value: 1 } as const,
      {
        and: [
          true,
          { lookup: "users/ada", asks: asked, maxAgeMs: 0 },
          { lookup: ["teams", { field: ["team"] }], asks: { exists: true }, maxAgeMs: 0 },
          {
            lookup: "users/ada",
            asks: { field: ["org"], op: "==", documentField: ["b", "org"] } as const,
            maxAgeMs: 0,
          },
        ],
      },
    ],
  };
  expect(conditionFields(condition)).toEqual([["a"], ["team"], ["b", "org"]]);
});

test("what is decided has none", () => {
  expect(conditionFields(true)).toEqual([]);
  expect(conditionFields({ or: [false] })).toEqual([]);
});
