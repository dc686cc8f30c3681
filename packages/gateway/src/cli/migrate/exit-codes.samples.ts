import { loggedQuery, reportedDifference, SINCE } from "./stage/moving-project.fixture.ts";

/** An outcome of a step, and how it comes about. */
export interface StepOutcome {
  readonly step: string;
  /** As the documentation has it. */
  readonly outcome: string;
  readonly code: 0 | 1 | 2;
  readonly args: readonly string[];
  /** Files that are there besides those of every step; null for a file that is not. */
  readonly files?: Readonly<Record<string, unknown>>;
}

const users = (stage: string) => ({
  services: { web: { owner: "ann" }, api: { owner: "bob" } },
  collections: { users: { services: { web: { stage, since: SINCE } } } },
});

/** Files that each step finds, unless an outcome has others. */
export const STEP_FILES: Readonly<Record<string, unknown>> = {
  "migration.json": users("gateway"),
  "firestore.rules": `service cloud.firestore {
  match /databases/{database}/documents { match /users/{uid} { allow read; } }
}
`,
  "log.json": "[]",
  "shadow.jsonl": "",
  "app.js": `import { getFirestore } from "firebase/firestore/lite";
import { initializeApp } from "firebase/app";
const app = initializeApp({ projectId: "p" });
export const db = getFirestore(app);
`,
};

const HOUR = ["--from", "2026-11-21T10:00:00Z", "--until", "2026-11-21T11:00:00Z"];
const EVIDENCE = ["--log", "log.json", "--reports", "shadow.jsonl"];
const GATEWAY = ["--gateway", "http://127.0.0.1:1"];
const UNPARSED = { "app.js": "import {" };
const STRICTER = {
  "firestore.rules": `service cloud.firestore { match /databases/{database}/documents {
  match /users/{uid} { allow list: if request.query.limit < 10; }
} }`,
};
const CHECKED = {
  "firestore.rules": `service cloud.firestore { match /databases/{database}/documents {
  match /users/{uid} { allow update: if request.resource.data.name is string; }
} }`,
  "users.ndjson": '{"name":"a"}\n{"name":"b"}\n{"name":7}\n',
};
const OWN_DATABASE = {
  "app.js": `import { initializeApp } from "firebase/app";
import firebase from "firebase/compat/app";
export const db = firebase.firestore();
`,
};

const of = (step: string, outcomes: readonly Omit<StepOutcome, "step">[]): StepOutcome[] =>
  outcomes.map((each) => ({ step, ...each }));

/** Every kind of outcome of each step. */
export const STEP_OUTCOMES: readonly StepOutcome[] = [
  ...of("inventory", [
    { outcome: "the folders were read, whatever is in them", code: 0, args: ["."] },
    { outcome: "files that are no JavaScript are listed", code: 0, args: ["."], files: UNPARSED },
    { outcome: "a folder is not there", code: 1, args: ["nowhere"] },
    { outcome: "the page can't be written", code: 1, args: [".", "--html", "none/page.html"] },
    { outcome: "the arguments are wrong", code: 2, args: [] },
  ]),
  ...of("propose", [
    { outcome: "all is as the rules have it, and every document fits", code: 0, args: ["users"] },
    { outcome: "something is stricter", code: 1, args: ["users"], files: STRICTER },
    {
      outcome: "a document does not fit",
      code: 1,
      args: ["users", "--from", "users.ndjson"],
      files: CHECKED,
    },
    {
      outcome: "a file that differs was left",
      code: 1,
      args: ["users", "--write", "--out", "."],
      files: { "users.ts": "" },
    },
    {
      outcome: "the rules are not there, or are none",
      code: 1,
      args: ["users"],
      files: { "firestore.rules": "allow" },
    },
    { outcome: "the arguments are wrong", code: 2, args: [] },
  ]),
  ...of("route", [
    { outcome: "all of it goes through the gateway", code: 0, args: [".", "--service", "web"] },
    {
      outcome: "something is left",
      code: 1,
      args: [".", "--service", "web"],
      files: OWN_DATABASE,
    },
    {
      outcome: "nothing begins Firestore",
      code: 1,
      args: [".", "--service", "web"],
      files: { "app.js": "" },
    },
    { outcome: "a folder is not there", code: 1, args: ["nowhere", "--service", "web"] },
    { outcome: "the arguments are wrong", code: 2, args: ["."] },
  ]),
  ...of("replay", [
    { outcome: "all reads are answered alike", code: 0, args: ["shadow.jsonl", ...GATEWAY] },
    {
      outcome: "one differs, or can't be asked",
      code: 1,
      args: ["shadow.jsonl", ...GATEWAY],
      files: {
        "shadow.jsonl": JSON.stringify({
          ...reportedDifference("users", "name"),
          read: { method: "runQuery", parent: "projects/p", body: {}, isRedacted: true },
        }),
      },
    },
    { outcome: "a file can't be read", code: 1, args: ["none.jsonl", ...GATEWAY] },
    { outcome: "the arguments are wrong", code: 2, args: ["shadow.jsonl"] },
  ]),
  ...of("status", [
    { outcome: "nothing speaks against migration.json", code: 0, args: EVIDENCE },
    {
      outcome: "something does",
      code: 1,
      args: EVIDENCE,
      files: { "log.json": [loggedQuery("who@example.com", "users")] },
    },
    { outcome: "a file can't be read", code: 1, args: ["--log", "none.json"] },
    { outcome: "the arguments are wrong", code: 2, args: ["--what"] },
  ]),
  ...of("report", [
    { outcome: "the page is printed", code: 0, args: EVIDENCE },
    { outcome: "a file can't be read or written", code: 1, args: ["--html", "none/page.html"] },
    { outcome: "the arguments are wrong", code: 2, args: ["--what"] },
  ]),
  ...of("lock", [
    { outcome: "locked, now or before", code: 0, args: ["users", ...EVIDENCE, ...HOUR] },
    {
      outcome: "it is too early",
      code: 1,
      args: ["users", ...EVIDENCE, ...HOUR],
      files: { "migration.json": users("shadow") },
    },
    {
      outcome: "another process locks, or was ended while it did",
      code: 1,
      args: ["users", ...EVIDENCE, ...HOUR, "--write"],
      files: { "firestore.rules.lock": "" },
    },
    {
      outcome: "a file can't be read, or is of another version",
      code: 1,
      args: ["users", ...EVIDENCE, ...HOUR],
      files: { "migration.json": { version: 2, services: {}, collections: {} } },
    },
    { outcome: "the arguments are wrong", code: 2, args: [] },
  ]),
];
