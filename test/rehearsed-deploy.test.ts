import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FUNCTION_NAMES, UPKEEP_FUNCTION } from "../packages/gateway/src/api/function-names.ts";
import { idTokenClaims, sign, startKeyServer } from "../tools/production/token-issuer.ts";
import { emulators } from "./support/emulators.ts";
import { DEPLOY_APIS, newProject } from "./support/google-apis/project.ts";
import { Rehearsal, type Outcome } from "./support/google-apis/rehearsal.ts";
import { runFunction } from "./support/google-apis/run-function.ts";

// Each deploy starts firebase-tools several times, and it waits for APIs to be enabled.
const FUNCTIONS = FUNCTION_NAMES.toSorted();
const RULES = readFileSync("firestore.rules", "utf8");

let rehearsal: Rehearsal;

describe("a deploy to a new project", () => {
  let first: Outcome;
  let changes: readonly string[];

  beforeAll(async () => {
    rehearsal = await Rehearsal.start(newProject("rehearsal-new"));
    leaveBehind(join(rehearsal.folder, "functions"));
    first = await rehearsal.deploy();
    changes = rehearsal.apis.changes.splice(0);
  });
  afterAll(() => {
    rehearsal.close();
  });

  test("succeeds without being asked anything, warned of nothing, and asks Google for nothing else", () => {
    expect(first).toMatchObject({ status: 0 });
    expect(first.output).not.toContain('"severity":"WARNING"');
    expect(rehearsal.strangeRequests()).toEqual([]);
  });

  test("enables the APIs that functions need, and no others", () => {
    const enabled = changes.flatMap((change) => /services\/(.+):enable$/.exec(change)?.[1] ?? []);
    expect(enabled.toSorted()).toEqual(DEPLOY_APIS);
  });

  test("creates a function for each callable, with the settings of functions/.env", () => {
    const created = new Map(rehearsal.functionsIn("us-central1"));
    expect([...created.keys()].toSorted()).toEqual([...FUNCTIONS, UPKEEP_FUNCTION].toSorted());
    created.delete(UPKEEP_FUNCTION);
    for (const [name, { labels, buildConfig, serviceConfig }] of created) {
      expect(labels).toMatchObject({ "firebase-functions-codebase": "database-service" });
      expect(buildConfig).toMatchObject({ runtime: "nodejs24", entryPoint: name });
      expect(serviceConfig).toMatchObject({
        availableMemory: "512Mi",
        minInstanceCount: 0,
        maxInstanceCount: 100,
        maxInstanceRequestConcurrency: name === "listen" ? 500 : 80,
        environmentVariables: { FUNCTION_TARGET: name, DATABASE_ID: "(default)" },
      });
    }
  });

  test("lets everybody call them: who may what, the gateway decides", () => {
    const services = [...rehearsal.project.invokers].map(([service, members]) => [
      service.split("/").at(-1),
      members,
    ]);
    const { [UPKEEP_FUNCTION]: ofUpkeep, ...others } = Object.fromEntries(services) as object &
      Record<string, unknown>;
    expect(others).toEqual(
      Object.fromEntries(FUNCTIONS.map((name) => [name.toLowerCase(), ["allUsers"]])),
    );
    expect(ofUpkeep).toEqual([expect.stringMatching(/^serviceAccount:/)]);
  });

  test("has Cloud Scheduler call the function that sums up usage, every hour, and nobody else", () => {
    const upkeep = rehearsal.functionsIn("us-central1").get(UPKEEP_FUNCTION);
    expect([...rehearsal.project.jobs.values()]).toEqual([
      expect.objectContaining({
        schedule: "15 * * * *",
        attemptDeadline: "300s",
        httpTarget: expect.objectContaining({ uri: upkeep?.serviceConfig?.["uri"] }),
      }),
    ]);
  });

  test("uploads one source, and has old images deleted", () => {
    expect([...rehearsal.project.uploads.keys()]).toEqual(["source-1.zip"]);
    expect([...rehearsal.project.repositories.values()]).toEqual([
      expect.objectContaining({
        cleanupPolicies: { "firebase-functions-cleanup": expect.anything() },
      }),
    ]);
  });

  test("sends the indexes of firestore.indexes.json", () => {
    const file = JSON.parse(readFileSync("firestore.indexes.json", "utf8")) as {
      indexes: { collectionGroup: string; fields: object[] }[];
      fieldOverrides: { collectionGroup: string; fieldPath: string; ttl: boolean }[];
    };
    const { indexes, fields } = rehearsal.project;
    const collectionGroup = (name: string) => name.split("/")[5];
    expect(
      [...indexes.values()].map((index) => [collectionGroup(index.name), index["fields"]]),
    ).toEqual(
      file.indexes.map((index) => [
        index.collectionGroup,
        [...index.fields, expect.objectContaining({ fieldPath: "__name__" })],
      ]),
    );
    const sent = [...fields.values()].map(({ name, ttlConfig }) => ({
      collectionGroup: collectionGroup(name),
      fieldPath: name.split("/").at(-1),
      ttl: ttlConfig !== undefined,
    }));
    const declared = file.fieldOverrides.map(({ collectionGroup: group, fieldPath, ttl }) => ({
      collectionGroup: group,
      fieldPath,
      ttl,
    }));
    expect(sent).toEqual(expect.arrayContaining(declared));
    expect(sent).toHaveLength(declared.length);
  });

  test("puts the rules in force, and only when every function can be called", () => {
    expect(rehearsal.rulesOf("cloud.firestore")).toEqual({
      files: [{ name: "firestore.rules", content: RULES }],
    });
    const release = changes.findIndex((change) => change.includes("/releases"));
    const lastInvoker = changes.findLastIndex((change) => change.endsWith(":setIamPolicy"));
    expect(release).toBeGreaterThan(lastInvoker);
  });

  test("uploads the bundle and what installs its dependencies, and nothing else", async () => {
    await unpack(platform());
    const files = readdirSync(platform());
    expect(files).not.toContain(".env.local");
    expect(files.filter((name) => !name.startsWith(".env")).toSorted()).toEqual([
      "lib",
      "package-lock.json",
      "package.json",
    ]);
    expect(readdirSync(join(platform(), "lib")).toSorted()).toEqual([
      "index.mjs",
      "index.mjs.LEGAL.txt",
      "index.mjs.map",
      "warm.mjs",
    ]);
  });

  test("what was uploaded, built and served as the platform does, finds its code compiled and stores its first document", async () => {
    const folder = platform();
    install(folder);
    expect(buildInCloud(folder)).toMatch(/The compile cache holds \d{3} files/);
    const keys = await startKeyServer();
    const surroundings = {
      folder,
      preload: ["tools/production/google-keys.ts"],
      env: { FIRESTORE_EMULATOR_HOST: emulators.firestore, KEY_SERVER_ORIGIN: keys.origin },
    };
    const deployed = rehearsal.functionsIn("us-central1");
    const serving = await Promise.all(
      ["createDocument", "getDocument"].map((name) =>
        runFunction(deployed.get(name) ?? { name }, surroundings),
      ),
    );
    try {
      const [creating, getting] = serving.map(({ url }) => url);
      const data = { text: "the first" };
      const created = await call(creating, { collection: "users/ada/notes", data });
      expect(created).toMatchObject({ result: { document: { path: expect.any(String) } } });
      const { path } = (created.result as { document: { path: string } }).document;
      for (const { output } of serving) expect(output()).toContain('"compile cache hit"');
      expect(await call(getting, { path })).toMatchObject({ result: { document: { path, data } } });
    } finally {
      await Promise.all([...serving.map((process) => process.stop()), keys.close()]);
    }
  });

  test("a second one changes nothing, whatever else has changed in the folder", async () => {
    const before = structuredClone(rehearsal.project);
    writeFileSync(join(rehearsal.folder, "functions/lib/.next.js"), "// of npm start");
    const second = await rehearsal.deploy();
    expect(second).toMatchObject({ status: 0 });
    expect(rehearsal.project).toEqual(before);
    expect(rehearsal.strangeRequests()).toEqual([]);
  });

  /** What a developer's folder has besides, and a deploy must leave behind. */
  function leaveBehind(functions: string): void {
    mkdirSync(join(functions, "lib"));
    for (const file of ["lib/.next.js", "lib/.next.js.map", "firebase-debug.log"]) {
      writeFileSync(join(functions, file), "");
    }
    writeFileSync(join(functions, ".env.local"), "REGION=local\n");
  }

  /** Where the platform builds what was uploaded. */
  function platform(): string {
    return join(rehearsal.folder, "platform");
  }

  async function unpack(folder: string): Promise<void> {
    const archive = join(rehearsal.folder, "source.zip");
    writeFileSync(archive, rehearsal.project.uploads.get("source-1.zip") ?? "");
    mkdirSync(folder);
    const { unzip } = jest.requireActual<{ unzip(from: string, to: string): Promise<void> }>(
      "firebase-tools/lib/unzip.js",
    );
    await unzip(archive, folder);
  }

  /** As Cloud Build does it: by the lock file, without what only development needs. */
  function install(cwd: string): void {
    const args = ["ci", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"];
    execFileSync("npm", args, { cwd, shell: process.platform === "win32" });
  }

  /** What Cloud Build runs then. */
  function buildInCloud(cwd: string): string {
    const env = { PATH: process.env["PATH"], GOOGLE_FUNCTION_TARGET: "getDocument" };
    return execFileSync("npm", ["run", "gcp-build"], { cwd, env, encoding: "utf8" });
  }

  async function call(url = "", data: unknown): Promise<{ result?: unknown }> {
    const token = sign(idTokenClaims(rehearsal.project.id, { sub: "ada" }));
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ data }),
    });
    return (await response.json()) as { result?: unknown };
  }
});
