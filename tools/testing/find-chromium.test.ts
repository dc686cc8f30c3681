import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { findChromium } from "./find-chromium.ts";

test("what CHROMIUM names comes before what is on the path; where there is none, none is found", () => {
  const folder = mkdtempSync(join(tmpdir(), "chromium-"));
  const [onPath, named] = ["chromium", "another"].map((name) => join(folder, name));
  for (const file of [onPath, named]) writeFileSync(file ?? "", "");
  const path = ["/nowhere", folder].join(delimiter);
  expect(findChromium({ PATH: path })).toBe(onPath);
  expect(findChromium({ PATH: path, CHROMIUM: named })).toBe(named);
  expect(findChromium({ PATH: path, CHROMIUM: "/nowhere/chromium" })).toBe(onPath);
  expect(findChromium({ PATH: "/nowhere" })).toBeUndefined();
  rmSync(folder, { recursive: true });
});
