import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { unifiedDiff } from "./unified-diff.ts";

/** What git makes of a file and a diff of it. */
function applied(before: string | undefined, diff: string): string {
  const folder = mkdtempSync(join(tmpdir(), "diff-"));
  try {
    const file = join(folder, "a.ts");
    if (before !== undefined) writeFileSync(file, before);
    execFileSync("git", ["apply", "--whitespace=nowarn", "-"], { cwd: folder, input: diff });
    return readFileSync(file, "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const lineArbitrary = fc.constantFrom("a\n", "b\n", "\n", "c\r\n", "  d\n");
const textArbitrary = fc
  .tuple(fc.array(lineArbitrary, { maxLength: 25 }), fc.constantFrom("", "end"))
  .map(([lines, end]) => lines.join("") + end);

test("git makes of a file and the diff what the file is after it", () => {
  fc.assert(
    fc.property(textArbitrary, textArbitrary, (before, after) => {
      const diff = unifiedDiff({ path: "a.ts", before, after });
      fc.pre(diff !== "" && before !== "" && after !== "");
      expect(applied(before, diff)).toBe(after);
    }),
    { numRuns: 40 },
  );
});

test("a new file is one, and what does not change has no diff", () => {
  const diff = unifiedDiff({ path: "a.ts", before: undefined, after: "one\ntwo\n" });
  expect(diff).toBe("--- /dev/null\n+++ b/a.ts\n@@ -0,0 +1,2 @@\n+one\n+two\n");
  expect(applied(undefined, diff)).toBe("one\ntwo\n");
  expect(unifiedDiff({ path: "a.ts", before: "one", after: "one" })).toBe("");
});

test("what is far apart are two hunks, each with three lines around it", () => {
  const lines = Array.from({ length: 20 }, (_, index) => `${String(index)}\n`);
  const after = lines.with(2, "x\n").with(15, "y\n").join("");
  const diff = unifiedDiff({ path: "a.ts", before: lines.join(""), after });
  expect(diff.match(/^@@.*@@$/gm)).toEqual(["@@ -1,6 +1,6 @@", "@@ -13,7 +13,7 @@"]);
});
