import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { text } from "node:stream/consumers";
import { build } from "esbuild";
import { freePorts } from "../emulators/ports.ts";
import { descendants } from "../emulators/process-tree.ts";
import { FunctionsServer } from "./functions-server.ts";

let folder: string;
let emulator: Server;
let functions: FunctionsServer;
let origin: string;
const reported: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "functions "));
  mkdirSync(join(folder, "src/collections"), { recursive: true });
  emulator = createServer((request, response) => response.end(`emulator ${String(request.url)}`));
  emulator.listen(0, "127.0.0.1");
  const [port = 0] = await freePorts(1);
  origin = `http://127.0.0.1:${String(port)}`;
  functions = new FunctionsServer({
    project: "demo-any",
    module: join(folder, "index.mjs"),
    emulatorPort: (emulator.address() as AddressInfo).port,
    withoutListening: true,
    readEnv: () => process.env,
    onOutput: () => undefined,
    report: (news) => reported.push(news),
  });
  await functions.listen(port, "127.0.0.1");
});
afterEach(async () => {
  await functions.close();
  emulator.close();
  emulator.closeAllConnections();
  rmSync(folder, { recursive: true });
  reported.length = 0;
});

/** Answers who answers, and what is asked; `wait` answers when there are `wait` calls. */
const GATEWAY = `
let waiting = [];
const answer = async (request, response) => {
  const url = new URL(request.url, "http://any");
  const calls = Number(url.searchParams.get("wait") ?? 0);
  if (url.pathname === "/exit") process.exit(1);
  let body = "";
  response.flushHeaders();
  for await (const chunk of request) body += chunk;
  const { method } = request;
  const end = () => response.end(JSON.stringify({ version: VERSION, pid: process.pid, url: request.url, method, body }));
  waiting.push(end);
  if (waiting.length < calls) return;
  for (const each of waiting) each();
  waiting = [];
};
const exposed = () => Object.assign((...args) => answer(...args), {
  __endpoint: { region: [{ value: () => "us-central1" }] },
  [Symbol.for("@database-service/gateway")]: {},
});
export const database = exposed();
export const listen = exposed();
export const webhook = Object.assign(() => undefined, { __endpoint: {} });
`;

async function load(code: string, name = "index.mjs") {
  const source = join(folder, "src/collections/any.js");
  writeFileSync(source, code);
  const outfile = join(folder, name);
  await build({ entryPoints: [source], outfile, bundle: true, format: "esm", sourcemap: true });
  return functions.load(outfile);
}

function version(number: number): string {
  return GATEWAY.replace("VERSION", String(number));
}

async function call(path: string, init?: RequestInit) {
  const response = await fetch(`${origin}/demo-any/us-central1/${path}`, init);
  return (await response.json()) as Record<string, unknown>;
}

test("64 calls at the same time are under way in one process", async () => {
  await load(version(1));
  const calls = Array.from({ length: 64 }, () => call("database/getDocument?wait=64"));
  const pids = (await Promise.all(calls)).map(({ pid }) => pid);
  expect(new Set(pids).size).toBe(1);
});

test("a function gets the path below its name, the method and the body as they were sent", async () => {
  await load(version(1));
  const init = { method: "PATCH", body: "any body" };
  expect(await call("database/v1/any:runQuery?x=%2F", init)).toMatchObject({
    url: "/v1/any:runQuery?x=%2F",
    ...init,
  });
  expect(await call("database?x")).toMatchObject({ url: "/?x", method: "GET", body: "" });
});

test("who would listen where nothing can be listened to is told so, and waits for nothing", async () => {
  await load(version(1));
  expect(await call("listen", { method: "POST" })).toEqual({
    error: {
      status: "UNIMPLEMENTED",
      message: expect.stringContaining("need the Firestore emulator"),
      details: { reason: "UNIMPLEMENTED" },
    },
  });
  expect(await call("listen", { method: "OPTIONS" })).toMatchObject({ version: 1 });
});

test.each(["/demo-any/us-central1/webhook", "/demo-any/europe-west4/database", "/backends"])(
  "%s, which is not the gateway's, is the emulator's",
  async (path) => {
    await load(version(1));
    expect(await (await fetch(origin + path)).text()).toBe(`emulator ${path}`);
  },
);

test("after a reload new calls are of the new code, and calls under way are finished by the old", async () => {
  await load(version(1));
  const underWay = httpRequest(`${origin}/demo-any/us-central1/database`, { method: "POST" });
  underWay.write("begun ");
  const [response] = (await once(underWay, "response")) as [IncomingMessage];
  expect(await load(version(2))).toBeUndefined();
  expect(await call("database")).toMatchObject({ version: 2 });
  underWay.end("ended");
  const old = JSON.parse(await text(response)) as Record<string, unknown>;
  expect(old).toMatchObject({ version: 1, body: "begun ended" });
  await until(
    () => descendants(process.pid).some(({ pid }) => pid === old["pid"]),
    (isThere) => !isThere,
  );
});

test("what can't be loaded is told with its line, and changes nothing until it is mended", async () => {
  await load(version(1));
  const error = await load(
    'const path: string = "a//b";\n\n  throw new Error(`not ${path}`);'.replace(": string", ""),
    "next.mjs",
  );
  expect(error).toEqual({
    text: "not a//b",
    location: {
      file: relative("", join(folder, "src/collections/any.js")),
      line: 3,
      column: 8,
      lineText: "  throw new Error(`not ${path}`);",
    },
  });
  expect(await call("database")).toMatchObject({ version: 1 });
  expect(await load(version(3), "next.mjs")).toBeUndefined();
  expect(await call("database")).toMatchObject({ version: 3 });
});

test("a module that ends its process is told", async () => {
  expect(await load("process.exit(7);")).toEqual({
    text: "Loading the functions ends their process.",
  });
});

test("a process that ends by itself is told, its calls are unavailable, and the next call is answered", async () => {
  await load(version(1));
  const response = await fetch(`${origin}/demo-any/us-central1/database/exit`);
  expect(response.status).toBe(503);
  await until(
    () => reported,
    ({ length }) => length === 1,
  );
  expect(reported[0]).toContain("has ended by itself");
  expect(await call("database")).toMatchObject({ version: 1 });
});

test("no process is left when it is closed, while a call is under way too", async () => {
  await load(version(1));
  const hanging = fetch(`${origin}/demo-any/us-central1/database?wait=2`).catch(() => undefined);
  const { pid } = await call("database?wait=1");
  await functions.close();
  await hanging;
  expect(descendants(process.pid).filter((each) => each.pid === pid)).toEqual([]);
});

/** Asks again until the answer is as expected. */
async function until<Answer>(
  ask: () => Answer | Promise<Answer>,
  isExpected: (answer: Answer) => boolean,
): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (isExpected(answer)) return answer;
    await new Promise(setImmediate);
  }
}
