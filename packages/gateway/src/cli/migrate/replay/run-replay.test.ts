import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ShadowRead } from "../../../api/shadow-report.ts";
import { MisuseError } from "../../command/misuse-error.ts";
import { PlainError } from "../../command/plain-error.ts";
import { runReplay } from "./run-replay.ts";

const DOCUMENTS = "projects/p/databases/(default)/documents";

type Fields = Readonly<Record<string, object>>;

/** What either side has of each document; a text is the code of an error. */
let direct: Readonly<Record<string, Fields | string>>;
let gateway: Readonly<Record<string, Fields | string>>;
let asked: { readonly url: string; readonly authorization: string | undefined }[];
let server: Server;
let host: string;
let directory: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const { url = "", headers } = request;
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      asked.push({ url: decodeURIComponent(url), authorization: headers.authorization });
      const { documents } = JSON.parse(Buffer.concat(chunks).toString()) as { documents: string[] };
      const side = url.startsWith("/gateway/") ? gateway : direct;
      response.end(JSON.stringify(documents.map((name) => element(name, side))));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "replay-"));
  asked = [];
});
afterEach(() => rmSync(directory, { recursive: true }));

function element(name: string, side: typeof direct): object {
  const fields = side[name.split("/").slice(5).join("/")];
  if (fields === undefined) return { missing: name };
  if (typeof fields === "string") return { error: { status: fields } };
  return { found: { name, fields, updateTime: "2026-11-20T10:00:00Z" } };
}

const get = (path: string): ShadowRead => ({
  method: "batchGet",
  parent: DOCUMENTS,
  body: { documents: [`${DOCUMENTS}/${path}`] },
  isRedacted: false,
});

const difference = (read: ShadowRead, changes: object = {}) => ({
  shadow: "difference",
  at: "2026-11-20T10:00:00Z",
  service: "web",
  collections: ["users"],
  read,
  differences: [{ kind: "field-missing", path: "users/ada", field: "name" }],
  more: 0,
  directMs: 1,
  gatewayMs: 2,
  ...changes,
});

function reports(...lines: readonly object[]): void {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  writeFileSync(join(directory, "shadow.jsonl"), text);
}

async function replay(...args: readonly string[]) {
  let printed = "";
  let told = "";
  const code = await runReplay(["shadow.jsonl", "--gateway", `http://${host}/gateway`, ...args], {
    print: (text) => (printed += text),
    tell: (text) => (told += text),
    directory,
    environment: { FIRESTORE_EMULATOR_HOST: host, GATEWAY_TOKEN: "t\n" },
  });
  return { code, printed, told };
}

const ADA = { name: { stringValue: "Ada" }, age: { integerValue: "36" } };

test("a read that is answered alike by now is done, and asked once however often it was reported", async () => {
  direct = gateway = { "users/ada": ADA };
  reports(difference(get("users/ada")), difference(get("users/ada"), { service: "api" }));
  const { code, printed } = await replay();
  expect(code).toBe(0);
  expect(printed).toBe("1 read of 1 alike by now, 0 still different.\n");
  expect(asked.toSorted((a, b) => (a.url < b.url ? -1 : 1))).toEqual([
    { url: `/gateway/v1/${DOCUMENTS}:batchGet`, authorization: "Bearer t" },
    { url: `/v1/${DOCUMENTS}:batchGet`, authorization: "Bearer owner" },
  ]);
});

test("what still differs is named by path and field, without values unless they are asked for", async () => {
  direct = { "users/ada": ADA, "users/bob": ADA };
  gateway = { "users/ada": { age: { integerValue: "36" } }, "users/bob": "PERMISSION_DENIED" };
  reports(difference(get("users/ada")), difference(get("users/bob"), { service: "\u{1B}[2J" }));
  const { code, printed } = await replay();
  expect(code).toBe(1);
  expect(printed.split("\n")).toEqual([
    "0 reads of 2 alike by now, 2 still different.",
    "users: batchGet of web (1 report, the last at 2026-11-20T10:00:00Z)",
    "  field-missing  users/ada  name",
    "users: batchGet of �[2J (1 report, the last at 2026-11-20T10:00:00Z)",
    "  error  gateway: PERMISSION_DENIED",
    "",
  ]);
  expect((await replay("--values")).printed).toContain("name  direct: string Ada");
});

test("as JSON every read has its outcome; a redacted one is said to be so and not asked", async () => {
  direct = { "users/ada": ADA };
  gateway = {};
  const query: ShadowRead = { ...get("users/ada"), method: "runQuery", isRedacted: true };
  reports(difference(query), difference(get("users/ada"), { at: "2026-11-21T10:00:00Z" }));
  const { code, printed } = await replay("--json");
  expect(code).toBe(1);
  expect(JSON.parse(printed)).toEqual({
    reads: 2,
    equal: 0,
    different: 1,
    unsettled: 0,
    redacted: 1,
    cases: [
      expect.objectContaining({
        outcome: "different",
        method: "batchGet",
        differences: [{ kind: "document-missing", path: "users/ada" }],
      }),
      expect.objectContaining({ outcome: "redacted", method: "runQuery", reports: 1 }),
    ],
  });
  expect(printed).not.toContain(DOCUMENTS);
  expect((await replay()).printed).toContain(
    "Can't be asked again, since values were left out of their reports (values: true keeps them):\nusers: runQuery of web",
  );
  expect(asked.every(({ url }) => !url.includes("runQuery"))).toBe(true);
});

test("another project can be asked in place of the reports' own", async () => {
  direct = gateway = { "users/ada": ADA };
  reports(difference(get("users/ada")));
  expect(await replay("--project", "demo-x")).toMatchObject({ code: 0 });
  expect(asked.map(({ url }) => url).toSorted()).toEqual([
    "/gateway/v1/projects/demo-x/databases/(default)/documents:batchGet",
    "/v1/projects/demo-x/databases/(default)/documents:batchGet",
  ]);
});

test("a gateway that takes the token for none is one error, not a difference of every read", async () => {
  direct = { "users/ada": ADA };
  gateway = { "users/ada": "UNAUTHENTICATED" };
  reports(difference(get("users/ada")));
  await expect(replay()).rejects.toThrow(PlainError);
  await expect(replay()).rejects.toThrow(/The gateway can't be asked: .* answers UNAUTHENTICATED/);
});

test("without differences there is nothing to ask, and bad input is one sentence", async () => {
  reports({ started: true });
  expect(await replay()).toMatchObject({
    code: 0,
    printed: "The reports have no differences to replay.\n",
  });
  reports({ shadow: "difference" });
  await expect(replay()).rejects.toThrow(/shadow\.jsonl:1 is a line of the shadow of another/);
  reports();
  await expect(replay("none.jsonl")).rejects.toThrow(/none\.jsonl can't be read/);
  await expect(replay("--stale-ms", "soon")).rejects.toThrow(MisuseError);
  await expect(replay("--gateway", "http://")).rejects.toThrow(/no URL/);
  expect((await replay("--help")).printed).toContain("Usage: database-service migrate replay");
});
