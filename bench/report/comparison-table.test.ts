import { compare } from "./comparison.ts";
import { comparisonTable } from "./comparison-table.ts";

test("a target stands with its ratio, and says that it is missed", () => {
  const rows = [
    compare({
      title: "get",
      rounds: [
        { bare: 100, admin: 50, gateway: 150 },
        { bare: 100, admin: 50, gateway: 170 },
      ],
      targets: { bare: { atLeast: 1.8 }, admin: { atLeast: 3 } },
    }),
  ];
  const [head, , line] = comparisonTable({ quantity: "requests/s", digits: 0, rows }).split("\n");
  expect(cellsOf(head)).toEqual(["requests/s", "bare", "admin", "gateway", "÷ bare", "÷ admin"]);
  expect(cellsOf(line)).toEqual([
    "get",
    "100",
    "50",
    "160",
    "1.60 (1.50–1.70), ≥ 1.8 MISSED",
    "3.20 (3.00–3.40), ≥ 3 met",
  ]);
});

function cellsOf(line = ""): string[] {
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}
