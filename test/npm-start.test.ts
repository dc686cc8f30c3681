import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "../tools/emulators/ports.ts";
import { descendants, type Process } from "../tools/emulators/process-tree.ts";
import {
  authEmulator,
  signInWithCustomToken,
  unsignedCustomToken,
} from "../packages/gateway/src/cli/tokens/sign-in.ts";

let folder: string;
let start: ChildProcess;
let output = "";
let database: string;
let idToken: string;

/** The project, but for its ports: its own sources, to be changed. */
async function layOutProject(): Promise<readonly number[]> {
  folder = mkdtempSync(resolve(".cache/npm-start-"));
  for (const name of ["tools", "packages", "node_modules"]) {
    symlinkSync(resolve(name), join(folder, name), "junction");
  }
  mkdirSync(join(folder, "functions"));
  for (const name of ["src", "package.json", ".env"]) {
    cpSync(join("functions", name), join(folder, "functions", name), { recursive: true });
  }
  symlinkSync(
    resolve("functions/node_modules"),
    join(folder, "functions/node_modules"),
    "junction",
  );
  cpSync("firestore.rules", join(folder, "firestore.rules"));
  cpSync("firestore.indexes.json", join(folder, "firestore.indexes.json"));
  const names = ["auth", "functions", "firestore", "hub", "logging", "eventarc", "tasks"];
  const ports = await freePorts(names.length);
  const listening = names.map((name, i) => [name, { port: ports[i] }] as const);
  const config = JSON.parse(readFileSync("firebase.json", "utf8")) as object;
  const emulators = { ...Object.fromEntries(listening), ui: { enabled: false } };
  writeFileSync(join(folder, "firebase.json"), JSON.stringify({ ...config, emulators }));
  return ports;
}

beforeAll(async () => {
  const [auth, functions] = await layOutProject();
  const { FIRESTORE_EMULATOR_HOST: _, FIREBASE_AUTH_EMULATOR_HOST: __, ...env } = process.env;
  const path = `${resolve("node_modules/.bin")}:${String(env["PATH"])}`;
  start = spawn(process.execPath, ["tools/start.ts", "--memory"], {
    cwd: folder,
    env: { ...env, PATH: path },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [start.stdout, start.stderr])
    stream?.on("data", (chunk) => (output += String(chunk)));
  database = `http://127.0.0.1:${String(functions)}/demo-database-service/us-central1/database`;
  await until(() => output.includes("A call to paste"));
  const token = unsignedCustomToken({ uid: "ada", claims: {} });
  idToken = await signInWithCustomToken(authEmulator(`127.0.0.1:${String(auth)}`), token);
});
afterAll(() => {
  start.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) {
    if (start.exitCode !== null) throw new Error(output);
    await sleep(100);
  }
}

async function call(callable: string, data: object): Promise<string> {
  const response = await fetch(`${database}/${callable}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${idToken}` },
    body: JSON.stringify({ data }),
  });
  const { error } = (await response.json()) as { error?: { status: string } };
  return error?.status ?? "OK";
}

const write = () => call("setDocument", { path: "users/ada/notes/any", data: { text: "six ch" } });

test("64 calls at once are answered, by no process more", async () => {
  const before = descendants(start.pid ?? 0);
  const calls = Array.from({ length: 64 }, () =>
    call("getDocument", { path: "users/ada/notes/errands" }),
  );
  expect(new Set(await Promise.all(calls))).toEqual(new Set(["OK"]));
  expect(descendants(start.pid ?? 0)).toHaveLength(before.length);
});

test("a change is served; one that can't be loaded is told, and the next save mends it", async () => {
  const file = join(folder, "functions/src/collections/notes.ts");
  const notes = readFileSync(file, "utf8");
  expect(await write()).toBe("OK");
  writeFileSync(file, notes.replace("users/{uid}/notes", "users//notes"));
  await until(() => output.includes("The functions go on as they were before this change."));
  // It comes by another stream.
  await until(() => /functions\/src\/collections\/notes\.ts:\d+/.test(output));
  expect(await write()).toBe("OK");
  writeFileSync(file, notes.replace("max(10_000)", "max(5)"));
  await until(async () => (await write()) === "INVALID_ARGUMENT");
});

test("Ctrl-C leaves no process", async () => {
  const started = descendants(start.pid ?? 0);
  expect(started.length).toBeGreaterThan(1);
  const ended = once(start, "exit");
  start.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
  for (let tries = 0; started.some(isRunning) && tries < 100; tries += 1) await sleep(100);
  expect(started.filter(isRunning)).toEqual([]);
});

/** One that has ended and only waits to be noticed does not run. */
function isRunning({ pid, started }: Process): boolean {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state !== "Z" && rest[18] === started;
  } catch {
    return false;
  }
}
