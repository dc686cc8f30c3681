import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { CallableName } from "../packages/gateway/src/api/api.ts";
import { idTokenClaims, sign } from "../tools/production/token-issuer.ts";
import { emulators } from "./support/emulators.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { MEMORY_REPORTER, peakMib } from "./support/peak-memory.ts";
import { Production } from "./support/production.ts";

const MIB = 1024 * 1024;
/** The default of functions/.env, and the heap that Node gives itself in a container of that size. */
const MEMORY_MIB = 512;
const DEFAULT_INSTANCE = { NODE_OPTIONS: "--max-old-space-size=259" };

let production: Production;

beforeAll(async () => (production = await Production.start("test/fixtures/collections")));
afterAll(() => production.stop());

function fill(head: string, item: string, tail: string): string {
  const count = Math.floor((10 * MIB - head.length - tail.length) / (item.length + 1));
  return `${head}${`${item},`.repeat(count - 1)}${item}${tail}`;
}

const HEAD = '{"data":{"collection":"values","data":{"a":';
/** As much text as may be, in as many writes as may be. */
const TEXTS = Array.from({ length: 500 }, (_, index) => ({
  op: "set",
  path: `values/memory-${String(index)}`,
  data: { a: "x".repeat(20_000) },
}));
/** As many values as may be, in as many writes as may be. */
const FIELDS = TEXTS.map((write) => ({
  ...write,
  data: Object.fromEntries(Array.from({ length: 490 }, (_, index) => [`f${String(index)}`, index])),
}));

describe("64 of the largest requests at once leave an instance of the default memory alive, and others are answered", () => {
  test.each<[string, CallableName, string]>([
    ["maps in a list", "createDocument", fill(`${HEAD}[`, "{}", "]}}}")],
    ["numbers in a list", "createDocument", fill(`${HEAD}[`, "1", "]}}}")],
    ["long texts", "createDocument", `${HEAD}"${"x".repeat(10 * MIB - 100)}"}}}`],
    ["escaped texts", "createDocument", `${HEAD}"${"\\u00e9".repeat(1_700_000)}"}}}`],
    ["texts in a list", "createDocument", fill(`${HEAD}[`, `"${"x".repeat(40)}"`, "]}}}")],
    ["batches of texts", "batchWrite", JSON.stringify({ data: { writes: TEXTS } })],
    ["batches of fields", "batchWrite", JSON.stringify({ data: { writes: FIELDS } })],
    ["what is no JSON", "createDocument", fill("[", "x", "")],
  ])("%s", async (_what, callable, body) => {
    const preload = [MEMORY_REPORTER, "test/support/patient-clock.ts"];
    const instance = await production.instance("database", DEFAULT_INSTANCE, preload);
    // What a write keeps stays there for as long as Firestore takes.
    const slow = { kind: "delay", ms: 500, holding: "values/memory-" } as const;
    production.firestore.fail("commit", slow, 1_000);
    const large = Promise.all(
      Array.from({ length: 64 }, (_, index) => post(instance, callable, { body, caller: index })),
    );
    const others = await whilePending(large, () =>
      post(instance, "getDocument", { body: '{"data":{"path":"values/memory-none"}}', caller: -1 }),
    );
    production.firestore.heal();
    const outcomes = new Set(await large);
    // Some were taken in, and none broke off.
    expect(outcomes.size).toBeGreaterThan(1);
    expect([...outcomes].filter((outcome) => !/^(200|400|413|503) /.test(outcome))).toEqual([]);
    expect(new Set(others)).toEqual(new Set(["404 DOCUMENT_NOT_FOUND"]));
    expect(instance.child.exitCode).toBeNull();
    expect(await peakMib(instance)).toBeLessThan(MEMORY_MIB);
    await instance.stop();
  });
});

async function whilePending<T>(work: Promise<unknown>, ask: () => Promise<T>): Promise<T[]> {
  const told: T[] = [];
  const done = new AbortController();
  void work.finally(() => done.abort());
  while (!done.signal.aborted) {
    told.push(await ask());
    await sleep(50);
  }
  return told;
}

const agent = new Agent({ keepAlive: true });
afterAll(() => agent.destroy());

interface Post {
  readonly body: string;
  readonly caller: number;
}

/** The status of the answer, and its reason where it is an error. */
function post(
  { url }: GatewayProcess,
  callable: CallableName,
  { body, caller }: Post,
): Promise<string> {
  const token = sign(idTokenClaims(emulators.project, { sub: `memory-${String(caller)}` }));
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const outgoing = request(`${url}${callable}`, { method: "POST", headers, agent });
    outgoing.once("error", reject).once("response", (response) => {
      void text(response).then((answer) => {
        const reason = /"reason":"([A-Z_]+)"/.exec(answer)?.[1] ?? "";
        resolve(`${String(response.statusCode)} ${reason}`);
      }, reject);
    });
    outgoing.end(body);
  });
}
