import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { emulators } from "./support/emulators.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { APP_ID, SERVICE_ACCOUNT_KEY, startGoogle } from "./support/google.ts";
import { Production } from "./support/production.ts";

const COMMAND = ["tools/service-token.ts", "catalog"];
const folder = mkdtempSync(join(tmpdir(), "services-"));
const keyFile = join(folder, "key.json");
const preload = pathToFileURL(resolve("test/fixtures/local-https.ts")).href;
const deployed = ["--project", emulators.project, "--api-key", "key"];

let production: Production;
/** Every callable, where App Check is enforced. */
let gateway: GatewayProcess;
let google: Awaited<ReturnType<typeof startGoogle>>;

beforeAll(async () => {
  writeFileSync(keyFile, SERVICE_ACCOUNT_KEY);
  production = await Production.start();
  gateway = await production.instance("database", { ENFORCE_APP_CHECK: "true" });
  google = await startGoogle(gateway.url);
});

afterAll(async () => {
  google.close();
  await production.stop();
  rmSync(folder, { recursive: true });
});

/** Runs a command on a machine that has the key of a service account, and no emulators. */
function runThere(...command: readonly string[]) {
  return run(["--import", preload, ...command], {
    PATH: process.env["PATH"],
    LOCAL_ORIGIN: google.origin,
    GOOGLE_APPLICATION_CREDENTIALS: keyFile,
  });
}

async function run(command: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  const child = spawn(process.execPath, command, { env });
  const [output, messages, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { exitCode, output, messages };
}

async function callWith(headers: Readonly<Record<string, string>>) {
  const response = await fetch(`${gateway.url}getQuota`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: '{"data":{}}',
  });
  const { result } = (await response.json()) as { result?: { caller: string } };
  return { status: response.status, caller: result?.caller };
}

/** Headers as curl reads them from a file. */
function headersOf(output: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    output
      .trim()
      .split("\n")
      .map((line) => line.split(": ") as [string, string]),
  );
}

describe("where App Check is enforced, a service", () => {
  test("is kept out with an ID token alone", async () => {
    const { output } = await runThere(...COMMAND, ...deployed);
    expect(output).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const answer = await callWith({ authorization: `Bearer ${output.trim()}` });
    expect(answer).toEqual({ status: 401 });
  });

  test("gets in with the headers that --app-id prints", async () => {
    const { output } = await runThere(...COMMAND, ...deployed, "--app-id", APP_ID);
    const headers = headersOf(output);
    expect(Object.keys(headers)).toEqual(["Authorization", "X-Firebase-AppCheck"]);
    expect(await callWith(headers)).toEqual({ status: 200, caller: "service:catalog" });
  });

  test("imports with --app-id, and not without", async () => {
    const file = join(folder, "rows.json");
    writeFileSync(file, "[]");
    const args = ["tools/import.ts", "movies", file, ...deployed];
    const { exitCode, messages } = await runThere(...args);
    expect(exitCode).toBe(2);
    expect(messages).toMatch(/^Unauthenticated: .* add --app-id\.\n$/);
    expect(await runThere(...args, "--app-id", APP_ID)).toMatchObject({ exitCode: 0 });
  });

  test("is told what App Check has against the app", async () => {
    const answer = await runThere(...COMMAND, ...deployed, "--app-id", "1:1:web:another");
    expect(answer).toMatchObject({ exitCode: 1, output: "" });
    expect(answer.messages).toContain(
      "No App Check token could be made for 1:1:web:another: Error: App not found.",
    );
  });
});

test("under npm start both tokens are those that the emulators take", async () => {
  const plain = await run(COMMAND);
  const { output } = await run([...COMMAND, "--app-id", APP_ID]);
  expect(plain.output).toMatch(/^[\w-]+\.[\w-]+\.\n$/);
  const headers = headersOf(output);
  const response = await fetch(`${emulators.functions}/${emulators.project}/us-central1/getQuota`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: '{"data":{}}',
  });
  expect(await response.json()).toMatchObject({ result: { caller: "service:catalog" } });
  const [, claims = ""] = headers["X-Firebase-AppCheck"]?.split(".") ?? [];
  expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toEqual({ sub: APP_ID });
});
