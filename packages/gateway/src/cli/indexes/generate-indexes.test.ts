import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROJECT = join(__dirname, "../../../../..");
const NODE = join(PROJECT, "node_modules/.bin/node");

test("the check fails until the file is as the collections declare, and says what to run", () => {
  const folder = mkdtempSync(join(tmpdir(), "indexes-"));
  const run = (...args: string[]) =>
    spawnSync(
      NODE,
      [join(PROJECT, "packages/gateway/src/cli/indexes/generate-indexes.ts"), ...args],
      {
        cwd: folder,
        encoding: "utf8",
      },
    );
  const file = join(folder, "firestore.indexes.json");
  try {
    expect(run("--check").stderr).toContain("Run: npm run indexes");
    expect(run()).toMatchObject({ status: 0, stdout: expect.stringContaining("is now") as string });
    expect(run().stdout).toContain("was as the collections declare");
    expect(run("--check").status).toBe(0);
    expect(readFileSync(file, "utf8")).toContain('"collectionGroup": "movies"');
    writeFileSync(file, readFileSync(file, "utf8").replace("DESCENDING", "ASCENDING"));
    expect(run("--check").status).toBe(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
