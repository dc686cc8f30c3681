import { report } from "./report.ts";
import { MAX_REASONS, Tally } from "./tally.ts";

test("it counts, and gives each rejected row its number, field and reason", () => {
  const tally = new Tally(undefined);
  Object.assign(tally, { rowsRead: 3201, written: 3199, unchanged: 199 });
  tally.reject({
    row: 1075,
    violations: [
      { field: "Title", description: "must be a string, not a number" },
      { field: "`US Gross`", description: "must be an integer" },
    ],
  });
  tally.reject({ row: 22, violations: [{ field: "", description: "has 2 cells" }] });
  expect(report(tally)).toBe(`Rows read   3,201
Written     3,199  (199 of them were there already, and stay unchanged)
Rejected        2

Rejected rows:
  row 22: has 2 cells
  row 1075: Title: must be a string, not a number
  row 1075: \`US Gross\`: must be an integer`);
});

test("it says nothing of what there is none of", () => {
  expect(report(new Tally(undefined))).toBe(
    ["Rows read   0", "Written     0", "Rejected    0"].join("\n"),
  );
});

test("of too many rejected rows, the rest is counted", () => {
  const tally = new Tally(undefined);
  for (let row = 1; row <= MAX_REASONS + 1234; row += 1) {
    tally.reject({ row, violations: [{ field: "a", description: "is wrong" }] });
  }
  const lines = report(tally).split("\n");
  expect(lines).toHaveLength(3 + 2 + MAX_REASONS + 1);
  expect(lines.at(-1)).toBe("  … and 1,234 more.");
});
