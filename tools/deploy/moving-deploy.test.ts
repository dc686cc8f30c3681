import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { denyAll } from "../../packages/gateway/src/cli/migrate/lock/deny-all.ts";
import { lockRules } from "../../packages/gateway/src/cli/migrate/lock/lock-rules.ts";
import { DEPLOY_APIS, newProject } from "../../test/support/google-apis/project.ts";
import { Rehearsal } from "../../test/support/google-apis/rehearsal.ts";

// A deploy starts firebase-tools several times.
const RULES = `rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /{all=**} { allow read, write: if request.auth != null; }
  }
}
`;

let rehearsal: Rehearsal;

beforeAll(async () => {
  const project = newProject("rehearsal-moves");
  for (const name of DEPLOY_APIS) project.apis.add(name);
  rehearsal = await Rehearsal.start(project);
});
afterAll(() => {
  rehearsal.close();
});

function write(name: string, text: string): void {
  writeFileSync(join(rehearsal.folder, name), text);
}

function stagesAre(stages: Readonly<Record<string, string>>): void {
  const collections = Object.entries(stages).map(([name, stage]) => {
    return [name, { services: { web: { stage, since: "2026-11-20" } } }] as const;
  });
  const services = { web: { owner: "ann" } };
  write(
    "migration.json",
    JSON.stringify({ services, collections: Object.fromEntries(collections) }),
  );
}

const deploy = () => rehearsal.deploy("--only", "database");
const rulesInForce = () => rehearsal.rulesOf("cloud.firestore");
const shipped = (content: string) => ({ files: [{ name: "firestore.rules", content }] });

test("while a project moves its own rules are deployed, if they deny what is locked, and the last lock denies all", async () => {
  stagesAre({ movies: "locked", rooms: "direct" });
  write("firestore.rules", RULES);
  const refused = await deploy();
  expect(refused).toMatchObject({ status: 1 });
  expect(refused.output).toContain("firestore.rules:4 may allow clients movies, which is locked");
  expect(rehearsal.functionsIn("us-central1").size).toBe(0);

  const locked = lockRules(RULES, "movies");
  write("firestore.rules", locked);
  const moving = await deploy();
  expect(moving).toMatchObject({ status: 0 });
  expect(moving.output).toContain("moves in stages: they deny every client movies.");
  expect(rulesInForce()).toEqual(shipped(locked));

  stagesAre({ movies: "locked", rooms: "locked" });
  write("firestore.rules", denyAll(locked));
  const last = await deploy();
  expect(last).toMatchObject({ status: 0 });
  expect(last.output).toContain("They deny every client everything.");
  expect(rulesInForce()).toEqual(shipped(denyAll(locked)));
  expect(rehearsal.strangeRequests()).toEqual([]);
});
