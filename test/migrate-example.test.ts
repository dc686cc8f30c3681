import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as send, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { Firestore } from "@google-cloud/firestore";
import { runInventory } from "../packages/gateway/src/cli/migrate/inventory/run-inventory.ts";
import { runLock } from "../packages/gateway/src/cli/migrate/lock/run-lock.ts";
import { runPropose } from "../packages/gateway/src/cli/migrate/propose/run-propose.ts";
import { runRoute } from "../packages/gateway/src/cli/migrate/route/run-route.ts";
import type { Migration } from "../packages/gateway/src/cli/migrate/stage/migration-file.ts";
import { startFunction, type FunctionProcess } from "../tools/production/function-process.ts";
import { emulators } from "./support/emulators.ts";
import { Production } from "./support/production.ts";
import { documentsUrl, setRules, unsignedIdToken } from "./support/rules-emulator.ts";

jest.setTimeout(300_000);

const COLLECTIONS = ["tasks", "stats", "reports"];

/** The project on its way: a copy of the example, and copies of it at each stage. */
let folder: string;
let production: Production;
/** Stands where clients expect the Functions emulator. */
let functionsEmulator: Server;
let admin: Firestore;
const workers: Worker[] = [];
const allReports: Reports[] = [];

beforeAll(async () => {
  mkdirSync(".cache", { recursive: true });
  folder = mkdtempSync(resolve(".cache/migrate-"));
  cpSync("examples/migrate", join(folder, "project"), { recursive: true });
  // Only Google's machines have a metadata server, which it would look for.
  process.env["METADATA_SERVER_DETECTION"] = "none";
  admin = new Firestore({ projectId: emulators.project });
  await Promise.all(COLLECTIONS.map((name) => admin.recursiveDelete(admin.collection(name))));
  await setRules(emulators.project, read("project/firestore.rules"));
  production = await Production.start(join(folder, "project/gateway"));
  const { url } = await production.instance("database", {
    FUNCTIONS_EMULATOR: "true",
    FIREBASE_AUTH_EMULATOR_HOST: emulators.auth,
  });
  functionsEmulator = await serveFunction(url);
  const firebaseJson = JSON.parse(read("project/firebase.json")) as { emulators: object };
  const { port } = functionsEmulator.address() as AddressInfo;
  Object.assign(firebaseJson.emulators, { functions: { port } });
  writeFileSync(join(folder, "project/firebase.json"), JSON.stringify(firebaseJson));
});

afterAll(async () => {
  for (const worker of workers) worker.kill();
  await Promise.allSettled(allReports.map((reports) => reports.end()));
  await setRules(emulators.project, readFileSync("firestore.rules", "utf8"));
  await Promise.all(COLLECTIONS.map((name) => admin.recursiveDelete(admin.collection(name))));
  await admin.terminate();
  functionsEmulator.closeAllConnections();
  functionsEmulator.close();
  await production.stop();
  rmSync(folder, { recursive: true });
});

function read(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

/** The function `database` below the project and the region, as the emulator has it. */
async function serveFunction(url: string): Promise<Server> {
  const prefix = `/${emulators.project}/us-central1/database/`;
  const server = createServer((incoming, answer) => {
    const path = (incoming.url ?? "").replace(prefix, "/");
    const { method, headers } = incoming;
    const outgoing = send(new URL(path, url), { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(answer);
    });
    outgoing.on("error", () => answer.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}

/** Where a service's process finds the emulators. */
function environment(): NodeJS.ProcessEnv {
  const { port } = functionsEmulator.address() as AddressInfo;
  return {
    PATH: process.env["PATH"],
    METADATA_SERVER_DETECTION: "none",
    GCLOUD_PROJECT: emulators.project,
    FIREBASE_AUTH_EMULATOR_HOST: emulators.auth,
    FIRESTORE_EMULATOR_HOST: emulators.firestore,
    FIRESTORE_PORT: emulators.firestore.split(":")[1],
    FUNCTIONS_EMULATOR_ORIGIN: `http://127.0.0.1:${String(port)}`,
  };
}

interface Line {
  readonly added?: string;
  readonly closed?: string;
  readonly shadow?: string;
}

/** A service's process at one stage, which works until it is told to end. */
class Worker {
  readonly lines: Line[] = [];
  #errors = "";
  #changed = Promise.withResolvers<void>();
  readonly #child: ChildProcess;

  constructor(stage: string, service: string) {
    const cwd = join(folder, stage, service);
    this.#child = spawn(process.execPath, ["main.ts"], { cwd, env: environment() });
    workers.push(this);
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error("the process has no output");
    createInterface({ input: stdout }).on("line", (line) => {
      if (line.startsWith("{")) this.lines.push(JSON.parse(line) as Line);
      this.#wake();
    });
    stderr.setEncoding("utf8").on("data", (text: string) => (this.#errors += text));
    this.#child.once("exit", () => this.#wake());
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** Resolves once it has done so much more of its work. */
  async works(more: number): Promise<void> {
    const done = () => this.lines.filter(({ added, closed }) => added ?? closed).length;
    const goal = done() + more;
    while (done() < goal) {
      if (this.#child.exitCode !== null) throw new Error(`it has ended: ${this.#errors}`);
      await this.#changed.promise;
    }
  }

  /** Asks it to end after what it is at. @throws Error with what failed, if anything has */
  async end(): Promise<void> {
    const exited = this.#child.exitCode === null ? once(this.#child, "close") : undefined;
    this.#child.kill("SIGTERM");
    await exited;
    if (this.#child.exitCode !== 0) throw new Error(this.#errors);
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}

/** The function, which is asked for one report after the other until it is told to end. */
class Reports {
  readonly ids: string[] = [];
  readonly #process: FunctionProcess;
  #isEnding = false;
  readonly #asking: Promise<void>;

  private constructor(started: FunctionProcess, name: string) {
    this.#process = started;
    allReports.push(this);
    this.#asking = this.#ask(name);
    this.#asking.catch(() => undefined);
  }

  static async start(stage: string): Promise<Reports> {
    const source = join(folder, stage, "functions/index.js");
    const started = await startFunction({ source, target: "report", env: environment() });
    return new Reports(started, stage);
  }

  async #ask(name: string): Promise<void> {
    while (!this.#isEnding) {
      const id = `${name}-${String(this.ids.length)}`;
      const response = await fetch(`${this.#process.url}?id=${id}`);
      const answer = await response.text();
      if (!response.ok) throw new Error(`${answer} ${this.#process.output()}`);
      this.ids.push(id);
    }
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    try {
      await this.#asking;
    } finally {
      await this.#process.stop();
    }
  }
}

/** Runs a step of `database-service migrate` in a folder, and answers what it prints. */
async function step(
  run: typeof runRoute,
  args: readonly string[],
  stage = "project",
): Promise<{ readonly code: number; readonly printed: string; readonly told: string }> {
  let printed = "";
  let told = "";
  const code = await run(args, {
    print: (text) => void (printed += text),
    tell: (text) => void (told += text),
    directory: join(folder, stage),
  });
  return { code, printed, told };
}

/** What a team writes into migration.json when a stage is reached. */
function note(stage: "shadow" | "gateway"): void {
  const migration = JSON.parse(read("project/migration.json")) as Migration;
  const uses = Object.values(migration.collections).flatMap(({ services }) =>
    Object.values(services),
  );
  for (const use of uses) Object.assign(use, { stage, since: "2026-11-02" });
  writeFileSync(join(folder, "project/migration.json"), JSON.stringify(migration));
}

/** Adds a line behind a text of a file. */
function addBehind(name: string, text: string, line: string): void {
  const before = read(name);
  expect(before).toContain(text);
  writeFileSync(join(folder, name), before.replace(text, `${text}\n${line}`));
}

/** The example with the shadow in the web app and in the server. */
function makeShadow(): void {
  cpSync(join(folder, "project"), join(folder, "shadow"), { recursive: true });
  const { port } = functionsEmulator.address() as AddressInfo;
  const host = `127.0.0.1:${String(port)}/${emulators.project}/us-central1/database`;
  addBehind(
    "shadow/web/main.ts",
    'import { auth, db } from "./firestore.ts";',
    `import { shadowLite } from "@database-service/client/shadow/lite";
const shadow = shadowLite({ service: "web", host: "${host}", ssl: false, timeoutMs: 60_000 });`,
  );
  addBehind(
    "shadow/api/main.ts",
    'import { db } from "./firestore.ts";',
    `import { shadowService } from "@database-service/client/shadow/node";
const shadow = shadowService(db, { service: "api", projectId: "${emulators.project}", timeoutMs: 60_000 });`,
  );
  for (const service of ["web", "api"]) {
    const file = join(folder, `shadow/${service}/main.ts`);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("process.exit(0)", "await shadow.idle();\nprocess.exit(0)"));
  }
}

/** What a user of the project's is answered directly. */
async function listDirectly(collectionId: string): Promise<number> {
  const where = {
    fieldFilter: { field: { fieldPath: "owner" }, op: "EQUAL", value: { stringValue: "ada" } },
  };
  const from = [{ collectionId }];
  const structuredQuery = collectionId === "news" ? { from } : { from, where };
  const response = await fetch(`${documentsUrl(emulators.project)}:runQuery`, {
    method: "POST",
    headers: { authorization: `Bearer ${unsignedIdToken(emulators.project, "ada")}` },
    body: JSON.stringify({ structuredQuery }),
  });
  return response.status;
}

async function ids(collectionId: string): Promise<readonly string[]> {
  const { docs } = await admin.collection(collectionId).get();
  return docs.map(({ id }) => id).toSorted();
}

test("three services move while they work: no call fails, no write is lost or doubled, and the rules are closed", async () => {
  // As it is: the three go directly.
  const direct = { web: new Worker("project", "web"), api: new Worker("project", "api") };
  const directReports = await Reports.start("project");
  await Promise.all([direct.web.works(20), direct.api.works(10)]);
  expect(await listDirectly("tasks")).toBe(200);

  const { printed } = await step(runInventory, ["web", "api", "functions", "--json"]);
  const inventory = JSON.parse(printed) as { services: { service: string; movable: string[] }[] };
  expect(inventory.services).toMatchObject([
    { service: "api", movable: ["stats", "tasks"], waiting: [], unknown: 0 },
    { service: "report", movable: ["reports", "tasks"], waiting: [], unknown: 0 },
    { service: "web", movable: ["tasks"], waiting: [], unknown: 0 },
  ]);
  const proposed = await step(runPropose, ["tasks", "--project", emulators.project]);
  expect(proposed).toMatchObject({ code: 0 });
  expect(proposed.printed).toContain('owner("owner")');

  // Shadow: the old processes end when the new ones work.
  makeShadow();
  const shadow = { web: new Worker("shadow", "web"), api: new Worker("shadow", "api") };
  await Promise.all([shadow.web.works(10), shadow.api.works(5)]);
  await Promise.all([direct.web.end(), direct.api.end()]);
  note("shadow");
  await expect(step(runLock, lockArguments())).rejects.toThrow(/shadow/);

  // The gateway.
  cpSync(join(folder, "project"), join(folder, "moved"), { recursive: true });
  for (const [service, name] of SERVICES) {
    expect(await step(runRoute, [service, "--service", name, "--write"], "moved")).toMatchObject({
      code: 0,
      told: expect.stringContaining("1 place moved, 0 moved before, 0 left"),
    });
  }
  const moved = { web: new Worker("moved", "web"), api: new Worker("moved", "api") };
  await Promise.all([moved.web.works(20), moved.api.works(10)]);
  const movedReports = await Reports.start("moved");
  await Promise.all([shadow.web.end(), shadow.api.end(), directReports.end()]);
  await Promise.all([moved.web.works(20), moved.api.works(10)]);
  note("gateway");

  // Locked, while they go on.
  writeFileSync(join(folder, "project/log.json"), "[]");
  const reported = [...shadow.web.lines, ...shadow.api.lines].filter((line) => line.shadow);
  writeFileSync(
    join(folder, "project/shadow.jsonl"),
    reported.map((line) => JSON.stringify(line)).join("\n"),
  );
  expect(reported.filter((line) => line.shadow === "difference")).toEqual([]);
  expect(await step(runLock, lockArguments())).toMatchObject({ code: 0 });
  await setRules(emulators.project, read("project/firestore.rules"));
  await Promise.all([moved.web.works(20), moved.api.works(10)]);
  expect(await Promise.all([...COLLECTIONS, "news"].map(listDirectly))).toEqual([
    403, 403, 403, 200,
  ]);
  expect(JSON.parse(read("project/migration.json"))).toMatchObject({
    collections: { tasks: { services: { web: { stage: "locked" }, api: { stage: "locked" } } } },
  });
  await Promise.all([moved.web.end(), moved.api.end(), movedReports.end()]);

  // What was told is there, once, and nothing else.
  const lines = workers.flatMap((worker) => worker.lines);
  const added = lines.flatMap((line) => line.added ?? []);
  const closed = lines.flatMap((line) => line.closed ?? []);
  expect(await ids("tasks")).toEqual(added.toSorted());
  const done = await admin.collection("tasks").where("done", "==", true).get();
  expect(done.docs.map(({ id }) => id).toSorted()).toEqual(closed.toSorted());
  expect((await admin.doc("stats/all").get()).data()).toEqual({ closed: closed.length });
  expect(await ids("reports")).toEqual([...directReports.ids, ...movedReports.ids].toSorted());
  expect(movedReports.ids.length).toBeGreaterThan(0);
});

const SERVICES = [
  ["web", "web"],
  ["api", "api"],
  ["functions", "report"],
] as const;

function lockArguments(): readonly string[] {
  const hour = ["--from", "2026-11-02T10:00:00Z", "--until", "2026-11-02T11:00:00Z"];
  return [...COLLECTIONS, "--log", "log.json", ...hour, "--reports", "shadow.jsonl", "--write"];
}
