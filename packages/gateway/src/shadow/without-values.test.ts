import { SHADOW_REPORT } from "../api/shadow-report.ts";
import { COMPARED, DIFFERED } from "./reported-line.samples.ts";
import { withoutValues } from "./without-values.ts";

test("values are left out, of the query and of the answers, and it is said that they were", () => {
  const line = withoutValues(DIFFERED);
  expect(SHADOW_REPORT.parse(line)).toEqual(line);
  expect(JSON.stringify(line)).not.toContain("secret");
  expect(line).toMatchObject({
    read: {
      body: {
        structuredQuery: {
          from: [{ collectionId: "users" }],
          where: { fieldFilter: { field: { fieldPath: "name" } } },
          limit: 3,
        },
      },
      isRedacted: true,
    },
    differences: [
      { kind: "field-value", path: "users/ada", field: "age" },
      { kind: "error", gateway: "PERMISSION_DENIED" },
    ],
  });
});

test("what has no values stays as it is, and what had some before is still said to", () => {
  expect(withoutValues(COMPARED)).toEqual(COMPARED);
  expect(withoutValues(withoutValues(DIFFERED))).toEqual(withoutValues(DIFFERED));
});
