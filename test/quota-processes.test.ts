import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { excess, type Admitted } from "../functions/src/quota/simulation/admission-log.ts";
import { LIMITS } from "./fixtures/storm/quotas.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { Caller, Production } from "./support/production.ts";

/** Eight instances as they run in production, and what happens to some of them. */
const INSTANCES = 8;
const SPAN_MS = 30_000;
const KILLED = [2, 5];
const KILL_AT_MS = 6_000;
const STOPPED = 3;
const STOP_AT_MS = 7_000;
/** Longer than any lease. */
const STOP_MS = 13_000;
const SKEW = pathToFileURL(resolve("test/support/skewed-clock.ts")).href;

type Size = keyof typeof LIMITS;
const sizes = Object.keys(LIMITS) as readonly Size[];
/** What each service's calls ask, how often each instance is asked, and what one costs. */
const calls = {
  ten: { request: { path: "values/none" }, everyMs: 300, cost: 1 },
  hundreds: { request: { path: "values/none" }, everyMs: 150, cost: 1 },
  thousands: {
    request: { paths: Array.from({ length: 500 }, (_, n) => `values/none-${String(n)}`) },
    everyMs: 700,
    cost: 500,
  },
} as const;

let production: Production;
const instances: (GatewayProcess | undefined)[] = [];
/** What was admitted, kept outside of all that could be killed. */
const logs: Record<Size, Admitted[]> = { ten: [], hundreds: [], thousands: [] };
const refusals: Record<Size, number> = { ten: 0, hundreds: 0, thousands: 0 };

/** An instance whose wall clock is minutes off, each another way. */
async function start(index: number): Promise<void> {
  const skewMs = (index - INSTANCES / 2) * 90_000;
  instances[index] = await production.instance("every", {
    CLOCK_SKEW_MS: String(skewMs),
    NODE_OPTIONS: `--import ${SKEW}`,
  });
}

beforeAll(async () => {
  production = await Production.start("test/fixtures/storm");
  await Promise.all(Array.from({ length: INSTANCES }, (_, index) => start(index)));
}, 60_000);

afterAll(() => production.stop());

/** Calls an instance as a service, over and over, and logs what was admitted. */
async function load(index: number, size: Size, untilMs: number): Promise<void> {
  const { request, everyMs, cost } = calls[size];
  const hourAgo = Math.floor(Date.now() / 1000) - 3_600;
  const token = { sub: size, service: size, iat: hourAgo, auth_time: hourAgo };
  while (performance.now() < untilMs) {
    const instance = instances[index];
    if (instance !== undefined) {
      const caller = new Caller(instance, token);
      const askedMs = performance.now();
      const name = "paths" in request ? "getDocuments" : "getDocument";
      const answer = await caller.call(name, request).catch(() => undefined);
      const reason = answer?.error?.details.reason;
      // A document that isn't there has been read all the same.
      const isAdmitted =
        answer !== undefined && (reason ?? "DOCUMENT_NOT_FOUND") === "DOCUMENT_NOT_FOUND";
      if (isAdmitted) logs[size].push({ askedMs, answeredMs: performance.now(), amount: cost });
      if (reason === "QUOTA_EXCEEDED") refusals[size] += 1;
    }
    await sleep(everyMs * Math.random() * 2);
  }
}

async function killAndRestart(index: number): Promise<void> {
  await sleep(KILL_AT_MS);
  const killed = instances[index];
  instances[index] = undefined;
  await killed?.stop();
  await sleep(1_000);
  await start(index);
}

async function stopAndContinue(index: number): Promise<void> {
  await sleep(STOP_AT_MS);
  instances[index]?.child.kill("SIGSTOP");
  await sleep(STOP_MS);
  instances[index]?.child.kill("SIGCONT");
}

test(
  "no window of any length has more than capacity + rate × window, with instances killed, stopped past their leases, and of wrong clocks",
  async () => {
    const untilMs = performance.now() + SPAN_MS;
    const loads = instances.flatMap((_, index) => sizes.map((size) => load(index, size, untilMs)));
    await Promise.all([...loads, ...KILLED.map(killAndRestart), stopAndContinue(STOPPED)]);
    const admitted = (size: Size) => logs[size].reduce((sum, { amount }) => sum + amount, 0);
    for (const size of sizes) {
      const { window } = LIMITS[size];
      expect([size, Math.max(0, excess(logs[size], window))]).toEqual([size, 0]);
      // And it was put to the test: nearly all that there was has been used, and more was asked.
      expect([size, admitted(size) > 0.8 * window.capacity]).toEqual([size, true]);
      expect([size, refusals[size] > 0]).toEqual([size, true]);
    }
  },
  SPAN_MS + 60_000,
);
