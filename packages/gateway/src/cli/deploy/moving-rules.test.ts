import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlainError } from "../command/plain-error.ts";
import { denyAll } from "../migrate/lock/deny-all.ts";
import { lockRules } from "../migrate/lock/lock-rules.ts";
import { movingRules } from "./moving-rules.ts";

const RULES = `rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /users/{uid} { allow read; }
    match /{all=**} { allow write: if request.auth != null; }
  }
}
`;

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "moving-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function rulesAre(text: string): void {
  writeFileSync(join(folder, "firestore.rules"), text);
}

function stagesAre(stages: Readonly<Record<string, string>>): void {
  const collections = Object.entries(stages).map(([name, stage]) => {
    return [name, { services: { web: { stage, since: "2026-11-20" } } }] as const;
  });
  const services = { web: { owner: "ann" } };
  const migration = { services, collections: Object.fromEntries(collections) };
  writeFileSync(join(folder, "migration.json"), JSON.stringify(migration));
}

const check = () => movingRules(folder, ["firestore.rules"]);

test("a project that does not move deploys whatever its rules are", () => {
  rulesAre("none of the language");
  expect(check()).toBeUndefined();
});

test("rules that deny what is locked are deployed, whatever else they allow", () => {
  stagesAre({ users: "locked", "users/{uid}/notes": "shadow" });
  rulesAre(lockRules(RULES, "users"));
  expect(check()).toEqual({ locked: ["users"], isWhole: false });
});

test("before the first lock the project's own rules are deployed as they are", () => {
  stagesAre({ users: "gateway" });
  rulesAre(RULES);
  expect(check()).toEqual({ locked: [], isWhole: false });
});

test("a rule that may allow what is locked is named, and nothing deployed", () => {
  stagesAre({ users: "locked", rooms: "direct" });
  rulesAre(RULES);
  expect(check).toThrow(PlainError);
  expect(check).toThrow(
    "firestore.rules:4 may allow clients users, which is locked in migration.json: run migrate lock users --unverified --write. Nothing was deployed.",
  );
  rulesAre(RULES.replace("allow read;", "allow read: if false;"));
  expect(check).toThrow(/^firestore\.rules:5 may allow clients users/);
});

test("a rule added after the lock is seen", () => {
  stagesAre({ users: "locked", rooms: "direct" });
  const locked = lockRules(RULES, "users");
  rulesAre(
    locked.replace("match /users", "match /{c}/{d} { allow get: if c == 'x'; }\n match /users"),
  );
  expect(check).toThrow(/^firestore\.rules:4 may allow clients users/);
});

test("once all is locked, only rules that deny everything are deployed", () => {
  stagesAre({ users: "locked" });
  const locked = lockRules(RULES, "users");
  rulesAre(locked);
  expect(check).toThrow(/may allow clients something, though all of migration\.json is locked/);
  rulesAre(denyAll(locked));
  expect(check()).toEqual({ locked: ["users"], isWhole: true });
});

test("what can't be looked at is not deployed: rules that are missing, or not of the language", () => {
  stagesAre({ users: "locked" });
  expect(check).toThrow(/firestore\.rules can't be read/);
  rulesAre("service cloud.firestore {");
  expect(check).toThrow(/^firestore\.rules:1:26: .* Nothing was deployed\.$/);
  writeFileSync(join(folder, "migration.json"), "{");
  expect(check).toThrow(/migration\.json is not JSON/);
});
