import type { Column } from "./columns.ts";
import { report } from "./report.ts";
import { MAX_REASONS, Tally } from "./tally.ts";

test("it counts, and gives each rejected row its line, number, field and reason", () => {
  const tally = new Tally(undefined);
  Object.assign(tally, { rowsRead: 3201, written: 3199, unchanged: 199 });
  tally.reject({
    row: 1075,
    line: 1077,
    violations: [
      { field: "Title", description: "must be a string, not a number" },
      { field: "`US Gross`", description: "must be an integer" },
    ],
  });
  tally.reject({ row: 22, line: 24, violations: [{ field: "", description: "has 2 cells" }] });
  const rejects = {
    path: "/data/a.rejected.csv",
    command: "npm run database-service -- import a a.rejected.csv",
  };
  expect(report({ tally, rejects })).toBe(`Rows read   3,201
Written     3,199  (199 of them were there already, and stay unchanged)
Rejected        2

Rejected rows:
  line 24, row 22: has 2 cells
  line 1077, row 1075: Title: must be a string, not a number
  line 1077, row 1075: \`US Gross\`: must be an integer

They are in /data/a.rejected.csv. Mended, they are imported by:
  npm run database-service -- import a a.rejected.csv`);
});

test("it says of each column what it is, what decided that, and what is to know of it", () => {
  const column: Column = {
    name: "a",
    title: "a",
    type: "number",
    decidedBy: "cells",
    isLeftOutIfEmpty: false,
  };
  const columns: readonly Column[] = [
    column,
    { ...column, name: "zip", type: "string", note: "2 of 9 cells are not plain numbers: …" },
    { ...column, name: "at", type: "timestamp", decidedBy: "--type" },
    { ...column, name: undefined, title: undefined, note: "it has no name" },
  ];
  expect(
    report({ tally: new Tally(undefined), columns })
      .split("\n")
      .slice(4),
  ).toEqual([
    "Columns:",
    "  a        number     by its cells",
    "  zip      string     by its cells: 2 of 9 cells are not plain numbers: …",
    "  at       timestamp  by --type",
    "  column4  left out (it has no name)",
  ]);
});

test("of a trial it says that nothing was written, what rows were checked by, and the first ids", () => {
  const tally = new Tally(undefined);
  Object.assign(tally, { rowsRead: 2 });
  const trial = { collection: "movies", isDeclared: true, ids: ["a", "b"] };
  expect(report({ tally, trial })).toBe(
    `Nothing was written. Rows were checked by the schema of movies, as it is declared here.
Rows read   2
Rejected    0

The first ids: a, b`,
  );
  expect(report({ tally, trial: { ...trial, isDeclared: false } })).toContain(
    "by Firestore's own limits alone: movies is not declared here.",
  );
});

test("it says nothing of what there is none of", () => {
  expect(report({ tally: new Tally(undefined) })).toBe(
    ["Rows read   0", "Written     0", "Rejected    0"].join("\n"),
  );
});

test("of too many rejected rows, the rest is counted", () => {
  const tally = new Tally(undefined);
  for (let row = 1; row <= MAX_REASONS + 1234; row += 1) {
    tally.reject({ row, line: row, violations: [{ field: "a", description: "is wrong" }] });
  }
  const lines = report({ tally }).split("\n");
  expect(lines).toHaveLength(3 + 2 + MAX_REASONS + 1);
  expect(lines.at(-1)).toBe("  … and 1,234 more.");
});
