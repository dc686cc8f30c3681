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
import { runReplay } from "../packages/gateway/src/cli/migrate/replay/run-replay.ts";
import { runReport } from "../packages/gateway/src/cli/migrate/report/run-report.ts";
import { runRoute } from "../packages/gateway/src/cli/migrate/route/run-route.ts";
import type { Migration } from "../packages/gateway/src/cli/migrate/stage/migration-file.ts";
import { runStatus } from "../packages/gateway/src/cli/migrate/status/run-status.ts";
import { startFunction, type FunctionProcess } from "../tools/production/function-process.ts";
import { emulators } from "./support/emulators.ts";
import { Production } from "./support/production.ts";
import { documentsUrl, setRules, unsignedIdToken } from "./support/rules-emulator.ts";

const COLLECTIONS = ["tasks", "stats", "reports"];

/** The project on its way: a copy of the example, and copies of it at each stage. */
let folder: string;
/** The gateways, the one that is mended last. */
const productions: Production[] = [];
/** Where the one that is deployed answers. */
let gatewayUrl: string;
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
  cpSync(join(folder, "project/gateway"), join(folder, "mistaken"), { recursive: true });
  addBehind("mistaken/tasks.ts", '  ids: "open",', MISTAKE);
  await deployGateway("mistaken");
  functionsEmulator = await serveFunction();
  const firebaseJson = JSON.parse(read("project/firebase.json")) as { emulators: object };
  const { port } = functionsEmulator.address() as AddressInfo;
  Object.assign(firebaseJson.emulators, { functions: { port } });
  writeFileSync(join(folder, "project/firebase.json"), JSON.stringify(firebaseJson));
});

afterAll(async () => {
  for (const worker of workers) worker.kill();
  await Promise.all(allReports.map((reports) => reports.kill()));
  await setRules(emulators.project, readFileSync("firestore.rules", "utf8"));
  await Promise.all(COLLECTIONS.map((name) => admin.recursiveDelete(admin.collection(name))));
  await admin.terminate();
  functionsEmulator.closeAllConnections();
  functionsEmulator.close();
  await Promise.all(productions.map((production) => production.stop()));
  rmSync(folder, { recursive: true });
});

function read(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

/** Hides from the app what it shows. */
const MISTAKE = '  fields: { text: { read: service("api") } },';

/** Puts the gateway of a folder in the place of the one before. */
async function deployGateway(name: string): Promise<void> {
  const production = await Production.start(join(folder, name));
  productions.push(production);
  const { url } = await production.instance("database", {
    FUNCTIONS_EMULATOR: "true",
    FIREBASE_AUTH_EMULATOR_HOST: emulators.auth,
  });
  gatewayUrl = url;
}

/** The function `database` below the project and the region, as the emulator has it. */
async function serveFunction(): Promise<Server> {
  const prefix = `/${emulators.project}/us-central1/database/`;
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, answer) => {
    const path = (incoming.url ?? "").replace(prefix, "/");
    const { method, headers } = incoming;
    const outgoing = send(new URL(path, gatewayUrl), { method, headers }, (response) => {
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
  readonly service?: string;
}

/** Wakes who waits for work that goes on. */
class Progress {
  #next = Promise.withResolvers<void>();

  made(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }

  /** Resolves when the next is made. */
  get next(): Promise<void> {
    return this.#next.promise;
  }
}

/** A service's process at one stage, which works until it is told to end. */
class Worker {
  readonly lines: Line[] = [];
  #errors = "";
  readonly #progress = new Progress();
  readonly #child: ChildProcess;

  constructor(stage: string, service: string) {
    const cwd = join(folder, stage, service);
    this.#child = spawn(process.execPath, ["main.ts"], { cwd, env: environment() });
    workers.push(this);
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error("the process has no output");
    createInterface({ input: stdout }).on("line", (line) => {
      if (line.startsWith("{")) this.lines.push(JSON.parse(line) as Line);
      this.#progress.made();
    });
    stderr.setEncoding("utf8").on("data", (text: string) => (this.#errors += text));
    this.#child.once("exit", () => this.#progress.made());
  }

  /** Resolves once it has done so much more of its work. */
  async works(more: number): Promise<void> {
    const done = () => this.lines.filter(({ added, closed }) => added ?? closed).length;
    const goal = done() + more;
    while (done() < goal) {
      if (this.#child.exitCode !== null) throw new Error(`it has ended: ${this.#errors}`);
      await this.#progress.next;
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
  readonly #progress = new Progress();
  #isEnding = false;
  readonly #asking: Promise<void>;

  private constructor(started: FunctionProcess, name: string) {
    this.#process = started;
    allReports.push(this);
    this.#asking = this.#ask(name).finally(() => this.#progress.made());
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
      this.#progress.made();
    }
  }

  /** Resolves once it has answered so many. */
  async answers(count: number): Promise<void> {
    while (this.ids.length < count) await Promise.race([this.#progress.next, this.#asking]);
  }

  /** What its shadow has reported. */
  reported(): readonly Line[] {
    const lines = this.#process.output().split("\n");
    return lines.flatMap((line) =>
      line.startsWith('{"shadow"') ? [JSON.parse(line) as Line] : [],
    );
  }

  /** Ends the function at once, whatever it is at. */
  kill(): Promise<void> {
    this.#isEnding = true;
    return this.#process.stop();
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

interface StepOutput {
  readonly print: (text: string) => void;
  readonly tell: (text: string) => void;
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly now: () => Date;
}

/** Runs a step of `database-service migrate` in a folder, and answers what it prints. */
async function step(
  run: (args: readonly string[], output: StepOutput) => number | Promise<number>,
  args: readonly string[],
  { stage = "project", ...more }: { readonly stage?: string; readonly GATEWAY_TOKEN?: string } = {},
): Promise<{ readonly code: number; readonly printed: string; readonly told: string }> {
  let printed = "";
  let told = "";
  const code = await run(args, {
    print: (text) => void (printed += text),
    tell: (text) => void (told += text),
    directory: join(folder, stage),
    environment: { ...environment(), ...more },
    now: () => new Date(),
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

/** Where the gateway answers, as the SDK's host setting has it. */
function gatewayHost(): string {
  const { port } = functionsEmulator.address() as AddressInfo;
  return `127.0.0.1:${String(port)}/${emulators.project}/us-central1/database`;
}

/** The example with the shadow in the web app, in the server and in the function. */
function makeShadow(): void {
  cpSync(join(folder, "project"), join(folder, "shadow"), { recursive: true });
  addBehind(
    "shadow/web/main.ts",
    'import { auth, db } from "./firestore.ts";',
    `import { shadowLite } from "@database-service/client/shadow/lite";
const shadow = shadowLite({ service: "web", host: "${gatewayHost()}", ssl: false, timeoutMs: 60_000 });`,
  );
  addBehind(
    "shadow/api/main.ts",
    'import { db } from "./firestore.ts";',
    `import { shadowService } from "@database-service/client/shadow/node";
const shadow = shadowService(db, { service: "api", projectId: "${emulators.project}", timeoutMs: 60_000 });`,
  );
  addBehind(
    "shadow/functions/index.js",
    "initializeApp();",
    `import { shadowService } from "@database-service/client/shadow/node";
const shadow = shadowService(getFirestore(), { service: "report", projectId: "${emulators.project}", timeoutMs: 60_000 });`,
  );
  addBehind("shadow/functions/index.js", "create({ count, created });", "  await shadow.idle();");
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
  writeFileSync(join(folder, "project/log.json"), "[]");
  report("shadow.jsonl", []);
  // As it is: the three go directly.
  const direct = { web: new Worker("project", "web"), api: new Worker("project", "api") };
  const directReports = await Reports.start("project");
  await Promise.all([direct.web.works(20), direct.api.works(10)]);
  expect(await listDirectly("tasks")).toBe(200);

  const { printed } = await step(runInventory, ["web", "api", "functions", "--json"]);
  writeFileSync(join(folder, "project/inventory.json"), printed);
  const inventory = JSON.parse(printed) as { services: { service: string; movable: string[] }[] };
  expect(inventory.services).toMatchObject([
    { service: "api", movable: ["stats", "tasks"], waiting: [], unknown: 0 },
    { service: "report", movable: ["reports", "tasks"], waiting: [], unknown: 0 },
    { service: "web", movable: ["tasks"], waiting: [], unknown: 0 },
  ]);
  const proposed = await step(runPropose, ["tasks", "--project", emulators.project]);
  expect(proposed).toMatchObject({ code: 0 });
  expect(proposed.printed).toContain('owner("owner")');

  // A first shadow finds a field that the definitions hide, and replay that it is mended.
  makeShadow();
  const first = new Worker("shadow", "web");
  await first.works(3);
  await first.end();
  note("shadow");
  report("found.jsonl", first.lines);
  const found = await step(runStatus, ["--reports", "found.jsonl", "--json"]);
  expect(JSON.parse(found.printed)).toMatchObject({
    differences: [{ collection: "tasks", service: "web", kind: "field-missing", field: "text" }],
  });
  await expect(step(runLock, lockArguments("found.jsonl"))).rejects.toThrow(
    /tasks: the shadow reports \d+ differences/,
  );
  const added = first.lines.flatMap((line) => line.added ?? []);
  const task = await admin.doc(`tasks/${String(added[0])}`).get();
  const GATEWAY_TOKEN = unsignedIdToken(emulators.project, String(task.get("owner")));
  const replay = ["found.jsonl", "--gateway", `http://${gatewayHost()}`, "--json"];
  const again = await step(runReplay, replay, { GATEWAY_TOKEN });
  expect(again.code).toBe(1);
  expect(JSON.parse(again.printed)).toMatchObject({ equal: 0, different: expect.any(Number) });
  expect(again.printed).toContain('"field": "text"');
  await deployGateway("project/gateway");
  const mended = JSON.parse((await step(runReplay, replay, { GATEWAY_TOKEN })).printed) as Replayed;
  expect(mended).toMatchObject({ different: 0, unsettled: 0 });
  expect(mended.equal).toBeGreaterThan(0);

  // Shadow: the old processes end when the new ones work.
  const shadow = { web: new Worker("shadow", "web"), api: new Worker("shadow", "api") };
  const shadowReports = await Reports.start("shadow");
  await Promise.all([shadow.web.works(10), shadow.api.works(5), shadowReports.answers(1)]);
  await Promise.all([direct.web.end(), direct.api.end(), directReports.end()]);
  await expect(step(runLock, lockArguments())).rejects.toThrow(/is at the stage shadow/);

  // The gateway.
  cpSync(join(folder, "project"), join(folder, "moved"), { recursive: true });
  for (const [service, name] of SERVICES) {
    expect(
      await step(runRoute, [service, "--service", name, "--write"], { stage: "moved" }),
    ).toMatchObject({
      code: 0,
      told: expect.stringContaining("1 place moved, 0 moved before, 0 left"),
    });
  }
  const moved = { web: new Worker("moved", "web"), api: new Worker("moved", "api") };
  await Promise.all([moved.web.works(20), moved.api.works(10)]);
  const movedReports = await Reports.start("moved");
  await Promise.all([shadow.web.end(), shadow.api.end(), shadowReports.end()]);
  await Promise.all([moved.web.works(20), moved.api.works(10)]);
  note("gateway");

  // Locked, while they go on.
  const reported = [...shadow.web.lines, ...shadow.api.lines, ...shadowReports.reported()];
  report("shadow.jsonl", reported);
  expect(reported.filter((line) => line.shadow === "difference")).toEqual([]);
  for (const [, name] of SERVICES) {
    expect(reported).toContainEqual(
      expect.objectContaining({ shadow: "compared", service: name, collection: "tasks" }),
    );
  }
  expect(await step(runLock, lockArguments())).toMatchObject({ code: 0 });
  await setRules(emulators.project, read("project/firestore.rules"));
  await Promise.all([moved.web.works(20), moved.api.works(10)]);
  expect(await Promise.all([...COLLECTIONS, "news"].map(listDirectly))).toEqual([
    403, 403, 403, 200,
  ]);
  const status = await step(runStatus, [...EVIDENCE, "--json"]);
  expect(status.code).toBe(0);
  expect(JSON.parse(status.printed)).toMatchObject({
    uses: 5,
    moved: 5,
    locked: 3,
    callers: [],
    differences: [],
    contradictions: [],
  });
  const told = ["--inventory", "inventory.json", "--html", "moving.html"];
  expect((await step(runReport, [...EVIDENCE, ...told])).code).toBe(0);
  const page = read("project/moving.html");
  expect(page.match(/<td class="done">locked<\/td>/g)).toHaveLength(5);
  expect(page).not.toContain("not in migration.json");

  // The last lock closes what is not named, too.
  expect(await step(runLock, ["--all", ...CLOSING])).toMatchObject({ code: 0 });
  await setRules(emulators.project, read("project/firestore.rules"));
  await Promise.all([moved.web.works(5), moved.api.works(5)]);
  expect(await Promise.all([...COLLECTIONS, "news"].map(listDirectly))).toEqual([
    403, 403, 403, 403,
  ]);
  await Promise.all([moved.web.end(), moved.api.end(), movedReports.end()]);

  // What was told is there, once, and nothing else.
  const lines = workers.flatMap((worker) => worker.lines);
  const tasks = lines.flatMap((line) => line.added ?? []);
  const closed = lines.flatMap((line) => line.closed ?? []);
  expect(await ids("tasks")).toEqual(tasks.toSorted());
  const done = await admin.collection("tasks").where("done", "==", true).get();
  expect(done.docs.map(({ id }) => id).toSorted()).toEqual(closed.toSorted());
  expect((await admin.doc("stats/all").get()).data()).toEqual({ closed: closed.length });
  expect(await ids("reports")).toEqual(allReports.flatMap((one) => one.ids).toSorted());
  expect(movedReports.ids.length).toBeGreaterThan(0);
});

const SERVICES = [
  ["web", "web"],
  ["api", "api"],
  ["functions", "report"],
] as const;

const EVIDENCE = ["--log", "log.json", "--reports", "shadow.jsonl"];

const CLOSING = [
  "--log",
  "log.json",
  "--from",
  "2026-11-02T10:00:00Z",
  "--until",
  "2026-11-02T11:00:00Z",
  "--write",
];

function lockArguments(reports = "shadow.jsonl"): readonly string[] {
  return [...COLLECTIONS, ...CLOSING, "--reports", reports];
}

/** Keeps what shadows have reported, as a log of lines. */
function report(name: string, lines: readonly Line[]): void {
  const told = lines.filter((line) => line.shadow).map((line) => JSON.stringify(line));
  writeFileSync(join(folder, "project", name), told.join("\n"));
}

interface Replayed {
  readonly equal: number;
}
