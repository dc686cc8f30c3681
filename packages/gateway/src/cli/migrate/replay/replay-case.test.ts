import type { ShadowRead } from "../../../api/shadow-report.ts";
import { inProject } from "./replay-case.ts";

test("names of documents become those of another project, texts stay", () => {
  const root = "projects/p/databases/(default)/documents";
  const filter = (value: Record<string, string>) => ({
    fieldFilter: { field: { fieldPath: "a" }, value },
  });
  const read: ShadowRead = {
    method: "runQuery",
    parent: `${root}/users/ada`,
    body: {
      structuredQuery: {
        where: {
          compositeFilter: {
            filters: [
              filter({ referenceValue: `${root}/rooms/1` }),
              filter({ stringValue: `${root}/rooms/1` }),
            ],
          },
        },
      },
    },
    isRedacted: false,
  };
  const moved = inProject(read, "demo-x");
  const text = JSON.stringify(moved);
  expect(moved.parent).toBe("projects/demo-x/databases/(default)/documents/users/ada");
  expect(text).toContain(
    '"referenceValue":"projects/demo-x/databases/(default)/documents/rooms/1"',
  );
  expect(text).toContain(`"stringValue":"${root}/rooms/1"`);
});
