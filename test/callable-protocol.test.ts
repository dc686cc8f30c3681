import { build } from "esbuild";
import { randomUUID } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { PACKED_MODULE, packFolder } from "../tools/production/pack-folder.ts";
import { emulators } from "./support/emulators.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { Production } from "./support/production.ts";
import { ask, differencesOf } from "./support/protocol/answers.ts";
import { DIFFERENCES } from "./support/protocol/differences.ts";
import { DATA, protocolRequests, SETTINGS } from "./support/protocol/requests.ts";
import type { ProtocolRequest } from "./support/protocol/requests.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/** The same callable behind Firebase's handler and behind the gateway's. */
interface Pair {
  readonly firebase: GatewayProcess;
  readonly gateway: GatewayProcess;
}

let production: Production;
let folder: string;
const pairs = new Map<string, Pair>();

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  folder = await buildBare();
  await rawFirestore.set("values/protocol", { text: { stringValue: "found" } });
  const asked = await production.instance("getDocument");
  const answers = JSON.stringify(await answersOf(asked));
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const env = { ...setting, BARE_ANSWERS: answers };
    const firebase = await production.another("bare", env, folder);
    pairs.set(name, { firebase, gateway: await production.instance("getDocument", setting) });
  }
});

afterAll(async () => {
  await production.stop();
  rmSync(folder, { recursive: true });
  await rawFirestore.delete("values/protocol");
});

async function buildBare(): Promise<string> {
  const to = resolve(".cache", `bare-${randomUUID()}`);
  packFolder(to);
  await build({
    entryPoints: ["test/fixtures/bare-callable/index.ts"],
    outfile: join(to, PACKED_MODULE),
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
  });
  return to;
}

/** What the callable answers to each request that comes to it. */
async function answersOf({ url }: GatewayProcess): Promise<Readonly<Record<string, unknown>>> {
  const answers: Record<string, unknown> = {};
  for (const data of Object.values(DATA)) {
    const body = JSON.stringify({ data });
    const headers = { "content-type": "application/json" };
    const response = await fetch(url, { method: "POST", headers, body });
    answers[JSON.stringify(data)] = await response.json();
  }
  return answers;
}

test("whatever is sent, the gateway answers as Firebase's own handler does, but for what is listed", async () => {
  const requests = protocolRequests(emulators.project);
  expect(requests.length).toBeGreaterThan(400);
  const met = new Set<string>();
  for (const request of requests) {
    for (const difference of await compare(request)) {
      const listed = DIFFERENCES.filter(
        ({ seen, only = () => true }) => seen.test(difference) && only(request),
      );
      expect({ request, difference, listed: listed.length > 0 }).toMatchObject({ listed: true });
      for (const { title } of listed) met.add(title);
    }
  }
  // What is listed and never met is no difference any more.
  expect([...met].toSorted()).toEqual(DIFFERENCES.map(({ title }) => title).toSorted());
});

async function compare(request: ProtocolRequest): Promise<readonly string[]> {
  const pair = pairs.get(request.setting ?? "");
  if (pair === undefined) throw new Error(`There is no setting ${String(request.setting)}.`);
  const firebase = await ask(pair.firebase.url, request);
  return differencesOf(firebase, await ask(pair.gateway.url, request));
}

test("docs/security.md lists the differences", () => {
  const rows = readFileSync("docs/security.md", "utf8").split("\n");
  for (const { title } of DIFFERENCES) {
    expect(rows.filter((row) => row.startsWith(`| ${title} `))).toHaveLength(1);
  }
});

test("no answer lacks a content type, and none says what it is made by", async () => {
  for (const request of protocolRequests(emulators.project)) {
    const { gateway } = pairs.get(request.setting ?? "") as Pair;
    const { headers } = await ask(gateway.url, request);
    expect(headers["content-type"]).toMatch(
      /^(application\/json|text\/(event-stream|plain)); charset=utf-8$/,
    );
    expect(headers).not.toHaveProperty("x-powered-by");
  }
});
