import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MisuseError } from "../../command/misuse-error.ts";
import { PlainError } from "../../command/plain-error.ts";
import { lockRules } from "./lock-rules.ts";
import { runLock } from "./run-lock.ts";

const RULES = `rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /users/{uid} { allow read; }
    match /{all=**} { allow write: if request.auth != null; }
  }
}
`;

let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "lock-"));
  file = join(directory, "firestore.rules");
  writeFileSync(file, RULES);
});
afterEach(() => rmSync(directory, { recursive: true }));

async function lock(...args: string[]) {
  let printed = "";
  let told = "";
  const code = await runLock(args, {
    print: (text) => (printed += text),
    tell: (text) => (told += text),
    directory,
  });
  return { code, printed, told };
}

test("rules are printed, and written only where that is asked for, once", async () => {
  const locked = lockRules(RULES, "users");
  expect(await lock("users", "--unverified")).toMatchObject({ code: 0, printed: locked });
  expect(readFileSync(file, "utf8")).toBe(RULES);
  expect((await lock("users", "--unverified", "--write")).told).toContain("roles/datastore.user");
  expect(readFileSync(file, "utf8")).toBe(locked);
  expect(await lock("users", "--unverified", "--write")).toMatchObject({
    code: 0,
    printed: "",
    told: "Locked before: users.\n",
  });
  expect(readFileSync(file, "utf8")).toBe(locked);
});

test("several collections are locked at once, of a file that is named, as JSON", async () => {
  const other = join(directory, "other.rules");
  writeFileSync(other, RULES);
  const args = ["users", "users/{uid}/notes", "--rules", "other.rules", "--unverified", "--json"];
  const { printed } = await lock(...args);
  const rules = lockRules(lockRules(RULES, "users"), "users/{uid}/notes");
  expect(JSON.parse(printed)).toEqual({ changed: true, rules });
});

test("what can't be done is said, and nothing is written", async () => {
  await expect(lock("users")).rejects.toThrow(/no log is not no traffic/);
  await expect(lock("--unverified")).rejects.toThrow(MisuseError);
  await expect(lock("users", "--unverified", "--rule", "x")).rejects.toThrow(MisuseError);
  await expect(lock("users/ada", "--unverified", "--write")).rejects.toThrow(MisuseError);
  await expect(lock("users", "--unverified", "--rules", "none")).rejects.toThrow(PlainError);
  expect(readFileSync(file, "utf8")).toBe(RULES);
  writeFileSync(file, "service cloud.firestore {");
  await expect(lock("users", "--unverified", "--write")).rejects.toThrow(/firestore\.rules:1:26: /);
});

test("help is printed where it is asked for", async () => {
  expect((await lock("--help")).printed).toContain("Usage: database-service migrate lock");
});
