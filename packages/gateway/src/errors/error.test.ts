import { readFileSync } from "node:fs";
import { REASONS } from "./error.ts";

test("docs/calling.md tells what each reason means, under its code", () => {
  const page = readFileSync("docs/calling.md", "utf8");
  const rows = page.matchAll(/^\| `([A-Z_]+)` +\| ([a-z-]+) +\| \S/gm);
  const told = Array.from(rows, ([, reason, code]) => [reason, code] as const);
  expect(Object.fromEntries(told)).toEqual(REASONS);
  expect(told).toHaveLength(Object.keys(REASONS).length);
});
