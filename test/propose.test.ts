import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProposalReport } from "../packages/gateway/src/cli/migrate/propose/report/proposal-report.ts";
import { runPropose } from "../packages/gateway/src/cli/migrate/propose/run-propose.ts";
import { RulesDatabase } from "./support/rules-database.ts";

/** Whose documents are read is a project of the test's own: of a group all are asked for. */
const PROJECT = "demo-proposed";
const database = new RulesDatabase(PROJECT);
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "propose-"));
  const rules =
    "service cloud.firestore { match /databases/{d}/documents { match /{a=**} { allow read; } } }";
  writeFileSync(join(directory, "firestore.rules"), rules);
  const ids = Array.from(
    { length: 30 },
    (_, index) => `${"AZaz059"[index % 7] ?? ""}${String(index)}`,
  );
  for (const id of ids) {
    const odd = id.endsWith("17");
    await database.put(`proposed/${id}`, { n: odd ? "x" : 1 });
    await database.put(`proposed/${id}/notes/one`, { text: "t" });
  }
  await database.put("notes/elsewhere", { other: "t" });
});

afterAll(() => rmSync(directory, { recursive: true }));

async function report(...args: readonly string[]): Promise<ProposalReport> {
  const printed: string[] = [];
  const output = {
    print: (text: string) => void printed.push(text),
    tell: () => undefined,
    directory,
  };
  await runPropose([...args, "--project", PROJECT, "--json"], output);
  const [found] = JSON.parse(printed.join("")) as readonly ProposalReport[];
  if (found === undefined) throw new Error("nothing was reported");
  return found;
}

test("so many documents as asked for are read, and all where there are no more", async () => {
  expect(await report("proposed", "--sample", "8")).toMatchObject({ sampled: 8 });
  expect(await report("proposed", "--sample", "100", "--rare", "0.1")).toMatchObject({
    sampled: 30,
    brokenBySchema: [{ what: "n", count: 1, examples: [expect.stringMatching(/^proposed\/.17$/)] }],
  });
});

test("of a path with names, documents of the collection group are taken that lie there", async () => {
  expect(await report("proposed/{id}/notes")).toMatchObject({ sampled: 30, brokenBySchema: [] });
});
