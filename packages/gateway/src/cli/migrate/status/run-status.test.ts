import { rmSync } from "node:fs";
import { join } from "node:path";
import { MisuseError } from "../../command/misuse-error.ts";
import { PlainError } from "../../command/plain-error.ts";
import { MIGRATION, MovingProject, loggedQuery } from "../stage/moving-project.fixture.ts";
import { runStatus } from "./run-status.ts";

let project: MovingProject;
beforeEach(() => (project = new MovingProject()));
afterEach(() => project.remove());

const status = (...args: readonly string[]) => project.run(runStatus, args);

test("a table says how far each use is, and without a log how to get one", async () => {
  const services = { ...MIGRATION.services, api: { owner: "bob\u{1B}[2J" } };
  project.put("migration.json", { ...MIGRATION, services });
  const { code, printed } = await status("--project", "my-project");
  expect(code).toBe(0);
  expect(printed.split("\n").slice(0, 6)).toEqual([
    "2 of 3 uses of a collection by a service go through the gateway; 1 of 2 collections are locked.",
    "",
    "Collection  Service  Owner    Stage    Since       Shadow  Direct  Next",
    "users       web      ann      gateway  2026-11-20                  wait for api",
    "users       api      bob�[2J  shadow   2026-11-20                  let its shadow compare reads",
    "rooms       web      ann      locked   2026-11-20                  done",
  ]);
  expect(printed).toContain("gcloud projects get-iam-policy my-project --format=json");
  expect(printed).toContain('{logType: "DATA_READ"}');
  expect(printed).toContain('protoPayload.serviceName="firestore.googleapis.com"');
});

test("with a log it says who goes direct, and fails where that speaks against migration.json", async () => {
  project.put("log.json", [loggedQuery("x@p.com", "users"), loggedQuery("x@p.com", "news")]);
  const { code, printed, told } = await status("--log", "log.json");
  expect(code).toBe(1);
  expect(told).toBe(`Reading ${join(project.directory, "log.json")} ...\n`);
  expect(printed).toContain("users: x@p.com goes direct, and is no service that migration.json");
  expect(printed).toContain("Not in migration.json:\n  news\n");
  expect(printed).toMatch(/x@p\.com \(no service of migration\.json\) +news, users +RunQuery +2 /);
  expect(printed).not.toContain("gcloud");
  project.put("log.json", []);
  expect(await status("--log", "log.json")).toMatchObject({ code: 0 });
  expect((await status("--log", "log.json")).printed).toContain("nobody who goes direct");
});

test("as JSON it has all of it", async () => {
  project.put("log.json", [loggedQuery("x@p.com", "users")]);
  expect(JSON.parse((await status("--json", "--log", "log.json")).printed)).toMatchObject({
    uses: 3,
    moved: 2,
    locked: 1,
    callers: [{ principal: "x@p.com", accesses: 1 }],
    auditLog: { on: expect.any(Array), off: expect.any(Array) },
  });
});

test("bad input is one sentence", async () => {
  await expect(status("--log", "none.json")).rejects.toThrow(/none\.json can't be read/);
  await expect(status("--project", "p; rm -rf /")).rejects.toThrow(MisuseError);
  await expect(status("all")).rejects.toThrow(MisuseError);
  rmSync(join(project.directory, "migration.json"));
  await expect(status()).rejects.toThrow(PlainError);
  await expect(status()).rejects.toThrow(/There is no migration\.json/);
  expect((await status("--help")).printed).toContain("Usage: database-service migrate status");
});
