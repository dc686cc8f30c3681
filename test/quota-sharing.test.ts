import { setTimeout as sleep } from "node:timers/promises";
import { excess, type Admitted } from "../packages/gateway/simulation/admission-log.ts";
import { tries } from "../packages/gateway/simulation/soak.ts";
import { SHARED } from "./fixtures/storm/quotas.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { Caller, Production, type Answer } from "./support/production.ts";

/** One caller on three instances as they run in production, each asked for more than the whole limit. */
const EVERY_MS = 30;
const JOINS_MS = 6_000;
/** Shares are looked at so long after the last has joined, a lease's time and more, and for so long. */
const SETTLED_MS = 15_000;
const COUNTED_MS = tries({ short: 5_000, long: 60_000 });
/** By one instance: where the machine is slow, calls are fewer. */
const MOST_UNDER_WAY = 8;

const request = { path: "values/none" };
const claims = { sub: "shared", service: "shared" };

let production: Production;
const callers: Caller[] = [];
/** What each instance has admitted, kept outside of them. */
const logs: Admitted[][] = [];
let told: number | undefined;

async function join(): Promise<void> {
  const instance: GatewayProcess = await production.instance("database");
  callers.push(new Caller(instance, claims));
  logs.push([]);
}

beforeAll(async () => {
  production = await Production.start("test/fixtures/storm");
  await join();
  await join();
});

afterAll(() => production.stop());

function isRefused({ error }: Answer<unknown>): boolean {
  return error?.details.reason === "QUOTA_EXCEEDED";
}

async function call(index: number): Promise<void> {
  const askedMs = performance.now();
  const answer = await callers[index]?.call("getDocument", request).catch(() => undefined);
  if (answer === undefined) return;
  const answeredMs = performance.now();
  if (isRefused(answer)) told = answeredMs + Number(answer.error?.details["retryAfterMs"]);
  // A document that isn't there has been read all the same.
  else if (answer.error?.details.reason === "DOCUMENT_NOT_FOUND") {
    logs[index]?.push({ askedMs, answeredMs, amount: 1 });
  }
}

/** Calls one instance at an even pace until a moment. */
async function load(index: number, untilMs: number): Promise<void> {
  const underWay = new Set<Promise<void>>();
  while (performance.now() < untilMs) {
    if (underWay.size < MOST_UNDER_WAY) {
      const pending = call(index).finally(() => underWay.delete(pending));
      underWay.add(pending);
    }
    await sleep(EVERY_MS);
  }
  await Promise.all(underWay);
}

test("an instance that joins others above the limit is admitted too, none is left without, and nothing is above the limit", async () => {
  const untilMs = performance.now() + JOINS_MS + SETTLED_MS + COUNTED_MS;
  const first = [load(0, untilMs), load(1, untilMs)];
  await sleep(JOINS_MS);
  await join();
  await Promise.all([...first, load(2, untilMs)]);
  const fromMs = untilMs - COUNTED_MS;
  const shares = logs.map((log) => log.filter(({ askedMs }) => askedMs >= fromMs).length);
  expect(Math.min(...shares)).toBeGreaterThan(0);
  expect(excess(logs.flat(), SHARED)).toBeLessThanOrEqual(0);
});

test("who was refused and waits as long as it was told is admitted by an instance that was never there", async () => {
  expect(told).toBeDefined();
  await join();
  await sleep(Math.max(0, (told ?? 0) - performance.now()));
  const answer = await callers.at(-1)?.call("getDocument", request);
  expect(answer?.error?.details.reason).toBe("DOCUMENT_NOT_FOUND");
});
