import { replaceTables } from "./replace-tables.ts";

const page = `# Page

2026-01-01, 2 × CPU, Node v1

## Calls

Before.

| requests/s | bare |
| ---------- | ---: |
| get        |    1 |

After.

## Peers

| requests/s | bare |
| ---------- | ---: |
| get        |    2 |
`;
const table = "| requests/s | bare |\n| ---------- | ---: |\n| get        |    9 |";

test("a table takes the place of that under its heading, and nothing else is changed but the machine", () => {
  const parts = [{ title: "Peers", tables: { "requests/s": table } }];
  expect(replaceTables(page, parts, "2026-02-02, 4 × CPU, Node v2")).toBe(
    page
      .replace("|    2 |", "|    9 |")
      .replace("2026-01-01, 2 × CPU, Node v1", "2026-02-02, 4 × CPU, Node v2"),
  );
});

test("a table that the page has no place for is told", () => {
  const parts = [{ title: "Start", tables: { ms: table } }];
  expect(() => replaceTables(page, parts, "")).toThrow("Start: ms");
});
