import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MisuseError } from "../../command/misuse-error.ts";
import { PlainError } from "../../command/plain-error.ts";
import { denyAll } from "./deny-all.ts";
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

describe("with migration.json", () => {
  const since = "2026-11-20";
  const account = "api@p.iam.gserviceaccount.com";
  const migration = {
    services: { web: { owner: "ann" }, api: { owner: "bob", account } },
    collections: {
      users: { services: { web: { stage: "gateway", since }, api: { stage: "gateway", since } } },
    },
  };
  const hour = ["--from", "2026-11-21T10:00:00Z", "--until", "2026-11-21T11:00:00Z"];
  const logged = ["--log", "log.json", ...hour];
  const put = (name: string, content: object) => {
    writeFileSync(join(directory, name), JSON.stringify(content));
  };
  beforeEach(() => {
    put("migration.json", migration);
    put("log.json", []);
  });

  test("a collection of which nothing is known but good is locked, noted, and the roles are named", async () => {
    const { told } = await lock("users", "--write", ...logged);
    expect(told).toContain(`--member=serviceAccount:${account} --role=roles/datastore.user`);
    const noted = JSON.parse(readFileSync(join(directory, "migration.json"), "utf8")) as object;
    expect(noted).toMatchObject({
      collections: { users: { services: { web: { stage: "locked" }, api: { stage: "locked" } } } },
    });
  });

  test("without a log that covers the hours it is refused", async () => {
    await expect(lock("users")).rejects.toThrow(/no log is not no traffic/);
    await expect(lock("users", ...logged, "--hours", "2")).rejects.toThrow(/must cover 2 hours/);
    await expect(lock("users", "--log", "log.json")).rejects.toThrow(MisuseError);
    await expect(lock("users", "--log", "none", ...hour)).rejects.toThrow(/none can't be read/);
  });

  test("while the log shows direct traffic it is refused, whatever else is well", async () => {
    const protoPayload = {
      serviceName: "firestore.googleapis.com",
      methodName: "google.firestore.v1.Firestore.RunQuery",
      request: { structuredQuery: { from: [{ collectionId: "users" }] } },
    };
    put("log.json", [{ timestamp: "2026-11-21T10:30:00Z", protoPayload }]);
    await expect(lock("users", "--write", ...logged)).rejects.toThrow(/1 direct accesses/);
    expect(readFileSync(file, "utf8")).toBe(RULES);
    expect(await lock("users", "--unverified", "--write")).toMatchObject({ code: 0 });
  });

  test("while the shadow reports differences it is refused", async () => {
    const read = { method: "batchGet", parent: "projects/p/databases/d/documents", body: {} };
    put("shadow.jsonl", {
      shadow: "difference",
      at: "2026-11-21T10:30:00Z",
      service: "web",
      collections: ["users"],
      read: { ...read, isRedacted: false },
      differences: [{ kind: "field-missing", path: "users/ada", field: "name" }],
      more: 0,
      directMs: 1,
      gatewayMs: 2,
    });
    const args = ["users", ...logged, "--reports", "shadow.jsonl"];
    await expect(lock(...args)).rejects.toThrow(/the shadow reports 1 differences/);
  });

  test("the last lock says what the rules still allow, and --all denies everything, once", async () => {
    const { told } = await lock("users", "--write", ...logged);
    expect(told).toContain("All collections of migration.json are locked");
    expect(told).toContain("(line 7, 10)");
    const all = await lock("--all", "--write", ...logged);
    expect(all).toMatchObject({ code: 0, told: expect.stringMatching(/^Locked: everything\./) });
    expect(readFileSync(file, "utf8")).toBe(denyAll(RULES));
    expect((await lock("--all", "--write", ...logged)).told).toBe("Locked before: everything.\n");
    expect(readFileSync(file, "utf8")).toBe(denyAll(RULES));
  });

  test("nothing at all is closed while the log has direct traffic to what migration.json does not name", async () => {
    const protoPayload = {
      serviceName: "firestore.googleapis.com",
      methodName: "google.firestore.v1.Firestore.RunQuery",
      request: { structuredQuery: { from: [{ collectionId: "rooms" }] } },
    };
    put("log.json", [{ timestamp: "2026-11-21T10:30:00Z", protoPayload }]);
    await expect(lock("--all", "--write", ...logged)).rejects.toThrow(
      /What migration\.json does not name: the log has 1 direct accesses/,
    );
    expect(readFileSync(file, "utf8")).toBe(RULES);
    await expect(lock("--all", "users", "--unverified")).rejects.toThrow(MisuseError);
  });
});
