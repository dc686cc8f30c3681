import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MisuseError } from "../../command/misuse-error.ts";
import { PlainError } from "../../command/plain-error.ts";
import { runStatus } from "./run-status.ts";

const since = "2026-11-20";
const migration = {
  services: { web: { owner: "ann" }, api: { owner: "bob\u{1B}[2J" } },
  collections: {
    users: { services: { web: { stage: "gateway", since }, api: { stage: "direct", since } } },
  },
};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "status-"));
  put("migration.json", migration);
});
afterEach(() => rmSync(directory, { recursive: true }));

function put(name: string, content: unknown): void {
  writeFileSync(join(directory, name), JSON.stringify(content));
}

function status(...args: readonly string[]) {
  let printed = "";
  let told = "";
  const code = runStatus(args, {
    print: (text) => (printed += text),
    tell: (text) => (told += text),
    directory,
  });
  return { code, printed, told };
}

const logged = (principalEmail: string, collectionId: string) => ({
  timestamp: "2026-11-21T10:30:00Z",
  protoPayload: {
    serviceName: "firestore.googleapis.com",
    methodName: "google.firestore.v1.Firestore.RunQuery",
    authenticationInfo: { principalEmail },
    request: { structuredQuery: { from: [{ collectionId }] } },
  },
});

test("a table says how far each use is, and without a log how to get one", () => {
  const { code, printed } = status("--project", "my-project");
  expect(code).toBe(0);
  expect(printed.split("\n").slice(0, 5)).toEqual([
    "1 of 2 uses of a collection by a service go through the gateway; 0 of 1 collection are locked.",
    "",
    "Collection  Service  Owner    Stage    Since       Shadow  Direct  Next",
    "users       web      ann      gateway  2026-11-20                  wait for api",
    "users       api      bob�[2J  direct   2026-11-20                  start its shadow",
  ]);
  expect(printed).toContain("gcloud projects get-iam-policy my-project --format=json");
  expect(printed).toContain('{logType: "DATA_READ"}');
  expect(printed).toContain('protoPayload.serviceName="firestore.googleapis.com"');
});

test("with a log it says who goes direct, and fails where that speaks against migration.json", () => {
  put("log.json", [logged("x@p.com", "users"), logged("x@p.com", "rooms")]);
  const { code, printed, told } = status("--log", "log.json");
  expect(code).toBe(1);
  expect(told).toBe(`Reading ${join(directory, "log.json")} ...\n`);
  expect(printed).toContain("users: x@p.com goes direct, and is no service that migration.json");
  expect(printed).toContain("Not in migration.json:\n  rooms\n");
  expect(printed).toMatch(/x@p\.com \(no service of migration\.json\) +rooms, users +RunQuery +2 /);
  expect(printed).not.toContain("gcloud");
  put("log.json", []);
  expect(status("--log", "log.json")).toMatchObject({ code: 0 });
  expect(status("--log", "log.json").printed).toContain("nobody who goes direct");
});

test("as JSON it has all of it", () => {
  put("log.json", [logged("x@p.com", "users")]);
  expect(JSON.parse(status("--json", "--log", "log.json").printed)).toMatchObject({
    uses: 2,
    moved: 1,
    locked: 0,
    callers: [{ principal: "x@p.com", accesses: 1 }],
    auditLog: { on: expect.any(Array), off: expect.any(Array) },
  });
});

test("bad input is one sentence", () => {
  expect(() => status("--log", "none.json")).toThrow(/none\.json can't be read/);
  expect(() => status("--project", "p; rm -rf /")).toThrow(MisuseError);
  expect(() => status("all")).toThrow(MisuseError);
  rmSync(join(directory, "migration.json"));
  expect(() => status()).toThrow(PlainError);
  expect(() => status()).toThrow(/There is no migration\.json/);
  expect(status("--help").printed).toContain("Usage: database-service migrate status");
});
