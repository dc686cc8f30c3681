import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MisuseError } from "../command/misuse-error.ts";
import { PlainError } from "../command/plain-error.ts";
import { runLock } from "./lock/run-lock.ts";
import { runPropose } from "./propose/run-propose.ts";
import { runReplay } from "./replay/run-replay.ts";
import { runReport } from "./report/run-report.ts";
import { MIGRATION, MovingProject, SINCE } from "./stage/moving-project.fixture.ts";
import { runStatus } from "./status/run-status.ts";

const RULES = `service cloud.firestore {
  match /databases/{database}/documents { match /users/{uid} { allow read; } }
}
`;

let project: MovingProject;
beforeEach(() => {
  const web = { stage: "gateway", since: SINCE };
  project = new MovingProject({ ...MIGRATION, collections: { users: { services: { web } } } });
  project.put("firestore.rules", RULES);
  project.put("log.json", "[]");
  project.put("shadow.jsonl", "");
});
afterEach(() => project.remove());

const HOUR = ["--from", "2026-11-21T10:00:00Z", "--until", "2026-11-21T11:00:00Z"];
const LOCK = ["users", "--log", "log.json", ...HOUR, "--reports", "shadow.jsonl", "--write"];
const EVIDENCE = ["--log", "log.json", "--reports", "shadow.jsonl"];

const STEPS = {
  status: () => project.run(runStatus, [...EVIDENCE, "--json"]),
  report: () => project.run(runReport, [...EVIDENCE, "--html", "page.html"]),
  lock: () => project.run(runLock, LOCK),
  propose: () => project.run(runPropose, ["users", "--write", "--out", "definitions"]),
  replay: () => project.run(runReplay, ["shadow.jsonl", "--gateway", "http://127.0.0.1:1"]),
} as const;
type StepName = keyof typeof STEPS;

/** What may stand in the place of a file: a text, nothing at all, or a folder. */
const CONTENTS: Readonly<Record<string, string | undefined>> = {
  nothing: "",
  "half of it": '{"services":{"web":',
  null: "null",
  "a list": "[]",
  "a number": "7",
  "no text": "\u0000\uFFFD\u0001",
  "of another version": JSON.stringify({ version: 2, services: {}, collections: {} }),
  "a folder": undefined,
};

function put(name: string, content: string | undefined): void {
  rmSync(join(project.directory, name));
  if (content === undefined) mkdirSync(join(project.directory, name));
  else writeFileSync(join(project.directory, name), content);
}

async function failure(step: StepName): Promise<unknown> {
  return STEPS[step]().then(
    ({ code }) => `exit code ${String(code)}`,
    (error: unknown) => error,
  );
}

/** The step says in a sentence which file is wrong, and leaves all as it was. */
async function expectRefusal(step: StepName, file: string): Promise<void> {
  const files = project.files();
  const error = await failure(step);
  expect(error).toBeInstanceOf(PlainError);
  expect(error).not.toBeInstanceOf(MisuseError);
  expect((error as Error).message).toContain(file);
  expect(project.files()).toEqual(files);
}

test("each step does its work where the files are right", async () => {
  expect(await STEPS.status()).toMatchObject({ code: 0 });
  expect(await STEPS.report()).toMatchObject({ code: 0 });
  expect(await STEPS.propose()).toMatchObject({ code: 0 });
  expect(await STEPS.replay()).toMatchObject({ code: 0 });
  expect(await STEPS.lock()).toMatchObject({ code: 0 });
  expect(project.files()).toEqual([
    "definitions",
    "firestore.rules",
    "log.json",
    "migration.json",
    "page.html",
    "shadow.jsonl",
  ]);
});

/** A log without entries is one. */
const WRONG = Object.keys(CONTENTS).flatMap((what) => [
  [what, "migration.json"] as const,
  ...(what === "a list" ? [] : [[what, "log.json"] as const]),
]);

test.each(WRONG)(
  "with %s in the place of %s, each step that reads it says so and changes nothing",
  async (what, file) => {
    put(file, CONTENTS[what]);
    for (const step of ["status", "report", "lock"] as const) await expectRefusal(step, file);
    expect(project.read("firestore.rules")).toBe(RULES);
  },
);

test.each(Object.keys(CONTENTS))(
  "with %s in the place of firestore.rules, a lock says so and notes nothing",
  async (what) => {
    put("firestore.rules", CONTENTS[what]);
    const before = project.read("migration.json");
    await expectRefusal("lock", "firestore.rules");
    expect(project.read("migration.json")).toBe(before);
  },
);

test.each(["half of it", "no text", "a number", "a folder"])(
  "with %s in the place of firestore.rules, propose writes no definition",
  async (what) => {
    put("firestore.rules", CONTENTS[what]);
    await expectRefusal("propose", "firestore.rules");
  },
);

test.each([
  ["a line of another version", '{"shadow":"compared","later":1}\n'],
  ["a folder", undefined],
])(
  "with %s in the place of the shadow's reports, nothing is left out in silence",
  async (_, content) => {
    put("shadow.jsonl", content);
    for (const step of ["status", "report", "lock", "replay"] as const) {
      await expectRefusal(step, "shadow.jsonl");
    }
  },
);

test("rules that are no Firestore's are not taken for locked", async () => {
  project.put("firestore.rules", "service firebase.storage { match /b/{b}/o { } }");
  await expectRefusal("lock", "firestore.rules");
});

test("what was interrupted between the rules and migration.json is finished by a second lock", async () => {
  const before = project.read("migration.json");
  await STEPS.lock();
  const [rules, noted] = [project.read("firestore.rules"), project.read("migration.json")];
  project.put("migration.json", before);
  expect(await STEPS.lock()).toMatchObject({ code: 0, told: "Locked before: users.\n" });
  expect(project.read("firestore.rules")).toBe(rules);
  expect(project.read("migration.json")).toBe(noted);
});

test("two locks at once: one is done, the other changes nothing and says so", async () => {
  project.put("firestore.rules.lock", "");
  await expectRefusal("lock", "firestore.rules");
  expect(project.read("firestore.rules")).toBe(RULES);
  rmSync(join(project.directory, "firestore.rules.lock"));
  expect(await STEPS.lock()).toMatchObject({ code: 0 });
  expect(project.files()).not.toContain("firestore.rules.lock");
});
