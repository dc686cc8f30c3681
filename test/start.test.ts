import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { descendants } from "../tools/emulators/process-tree.ts";
import type { Process } from "../tools/emulators/process-tree.ts";
import { buildFunctions } from "../tools/gateway/build-functions.ts";
import { callableUrls } from "../packages/gateway/src/cli/emulators/callable-urls.ts";
import { issueAppCheckToken } from "../packages/gateway/src/cli/tokens/issue-app-check-token.ts";
import { issueTokens } from "../packages/gateway/src/cli/tokens/issue-tokens.ts";
import {
  authEmulator,
  signInWithCustomToken,
  unsignedCustomToken,
} from "../packages/gateway/src/cli/tokens/sign-in.ts";
import { EXAMPLE_PATHS, loadExampleData } from "../tools/start/example-data.ts";
import { memoryFirestore } from "../tools/start/local-firestore.ts";
import { curlCall, typescriptCall, type Running } from "../tools/start/welcome.ts";
import { startTestEmulators } from "../tools/testing/start-test-emulators.ts";
import { emulators } from "./support/emulators.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { until } from "./support/until.ts";

const run = promisify(execFile);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(resolve(".cache/start-test-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe.each([
  ["", false],
  [", with App Check too", true],
])("what npm start prints works when it is pasted%s", (_also, withAppCheck) => {
  const appId = withAppCheck ? "1:2:web:3" : undefined;
  let running: Running;

  beforeAll(async () => {
    const { project } = emulators;
    const urls = await callableUrls({ origin: emulators.functions, project });
    await loadExampleData(urls, (identity) => issueTokens({ identity, appId }));
    running = {
      project,
      urls,
      ...(appId !== undefined && { appCheckToken: await issueAppCheckToken(appId) }),
    };
  });
  afterAll(async () => {
    for (const path of EXAMPLE_PATHS) await rawFirestore.delete(path);
  });

  test("the call with curl", () => {
    const printed = execFileSync("sh", ["-c", `${curlCall(running)} --silent`], UTF8);
    expect(JSON.parse(printed)).toMatchObject({
      result: { document: { data: { Director: "Ines Valdor" } } },
    });
  });

  test("the lines of TypeScript", () => {
    const file = join(folder, "call.ts");
    writeFileSync(file, typescriptCall(running));
    expect(execFileSync(process.execPath, [file], UTF8)).toContain("Winter Timetable");
  });
});

test("without the Firestore emulator the same call is answered from memory", async () => {
  const running = await startTestEmulators(folder, memoryFirestore);
  try {
    await running.ready;
    const { GCLOUD_PROJECT: project = "", FUNCTIONS_EMULATOR_ORIGIN: origin = "" } =
      running.testEnv;
    const { FIREBASE_AUTH_EMULATOR_HOST: authHost = "" } = running.testEnv;
    const urls = await callableUrls({ origin, project });
    await loadExampleData(urls, async ({ uid, claims }) => {
      const token = unsignedCustomToken({ uid, claims });
      return { idToken: await signInWithCustomToken(authEmulator(authHost), token) };
    });
    // Not with execFileSync: the memory store is in this process.
    const { stdout } = await run("sh", ["-c", `${curlCall({ project, urls })} --silent`]);
    expect(JSON.parse(stdout)).toMatchObject({
      result: { document: { data: { Director: "Ines Valdor" } } },
    });
  } finally {
    await running.stop();
  }
});

describe("no process is left behind", () => {
  // esbuild keeps a process for its next build.
  beforeEach(() => buildFunctions(join(folder, "any.js")));

  test("when the emulators are stopped", async () => {
    const before = descendants(process.pid);
    const running = await startTestEmulators(folder);
    await running.ready;
    const started = added(before);
    expect(started.length).toBeGreaterThan(1);
    await running.stop();
    await expectGone(started);
  });

  test("when they are killed while they start", async () => {
    const before = descendants(process.pid);
    const running = await startTestEmulators(folder);
    while (!added(before).some(isGrandchild)) await sleep(100);
    const started = added(before);
    const firebase = started.find((each) => !isGrandchild(each));
    process.kill(firebase?.pid ?? 0, "SIGKILL");
    await expect(running.ready).rejects.toThrow("The emulators did not start");
    await expectGone(started);
  });
});

const UTF8 = { encoding: "utf8" } as const;

function isGrandchild({ parent }: Process): boolean {
  return parent !== process.pid;
}

/** What runs below this process now and did not before. */
function added(before: readonly Process[]): Process[] {
  return descendants(process.pid).filter(({ pid }) => !before.some((each) => each.pid === pid));
}

async function expectGone(processes: readonly Process[]): Promise<void> {
  const isGone = ({ pid }: Process): boolean => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  };
  await until(() => processes.every(isGone));
}
