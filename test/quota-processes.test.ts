import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { excess, type Admitted } from "../packages/gateway/simulation/admission-log.ts";
import { chance, tries } from "../packages/gateway/simulation/soak.ts";
import { LIMITS } from "./fixtures/storm/quotas.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { Caller, Production } from "./support/production.ts";

/** Eight instances as they run in production, and what happens to some of them. */
const INSTANCES = 8;
/** At least, and where the machine is slow. */
const SPAN_MS = tries({ short: 22_000, long: 120_000 });
const LONGEST_MS = SPAN_MS + 360_000;
/** By one caller on one instance: some of them answer nothing for long. */
const MOST_UNDER_WAY = 4;
const KILLED = [2, 5];
const KILL_AT_MS = 6_000;
const STOPPED = 3;
const STOP_AT_MS = 7_000;
/** Longer than any lease. */
const STOP_MS = 13_000;
const SKEW = pathToFileURL(resolve("test/support/skewed-clock.ts")).href;

const random = chance();
type Size = keyof typeof LIMITS;
const sizes = Object.keys(LIMITS) as readonly Size[];
/** What each service's calls ask, how often each instance is asked, and what one costs. */
const calls = {
  ten: {
    callable: "getDocument",
    request: { path: "values/none" },
    everyMs: 400,
    cost: 1,
  },
  hundreds: {
    callable: "getDocument",
    request: { path: "values/none" },
    everyMs: 120,
    cost: 1,
  },
  thousands: {
    callable: "getDocuments",
    request: { paths: Array.from({ length: 500 }, (_, n) => `values/none-${String(n)}`) },
    everyMs: 500,
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
  instances[index] = await production.instance("database", {
    CLOCK_SKEW_MS: String(skewMs),
    NODE_OPTIONS: `--import ${SKEW}`,
  });
}

beforeAll(async () => {
  production = await Production.start("test/fixtures/storm");
  await Promise.all(Array.from({ length: INSTANCES }, (_, index) => start(index)));
});

afterAll(() => production.stop());

/** Calls an instance as a service, over and over, whether it answers or not, and logs what was admitted. */
async function load(index: number, size: Size, isOver: () => boolean): Promise<void> {
  const underWay = new Set<Promise<void>>();
  while (!isOver()) {
    const instance = instances[index];
    if (instance !== undefined && underWay.size < MOST_UNDER_WAY) {
      const pending = call(instance, size).finally(() => underWay.delete(pending));
      underWay.add(pending);
    }
    await sleep(calls[size].everyMs * random() * 2);
  }
  await Promise.all(underWay);
}

async function call(instance: GatewayProcess, size: Size): Promise<void> {
  const { callable, request, cost } = calls[size];
  // Good by every clock here.
  const hourAgo = Math.floor(Date.now() / 1000) - 3_600;
  const claims = { sub: size, service: size, iat: hourAgo, auth_time: hourAgo };
  const askedMs = performance.now();
  const answer = await new Caller(instance, claims).call(callable, request).catch(() => undefined);
  if (answer === undefined) return;
  const reason = answer.error?.details.reason;
  if (reason === "QUOTA_EXCEEDED") refusals[size] += 1;
  // A document that isn't there has been read all the same.
  const isAdmitted = reason === undefined || reason === "DOCUMENT_NOT_FOUND";
  if (isAdmitted) logs[size].push({ askedMs, answeredMs: performance.now(), amount: cost });
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

test("no window of any length has more than capacity + rate × window, with instances killed, stopped past their leases, and of wrong clocks", async () => {
  const startedAt = performance.now();
  const isOver = () =>
    performance.now() > startedAt + SPAN_MS &&
    (sizes.every(isUsedUp) || performance.now() > startedAt + LONGEST_MS);
  const loads = instances.flatMap((_, index) => sizes.map((size) => load(index, size, isOver)));
  await Promise.all([...loads, ...KILLED.map(killAndRestart), stopAndContinue(STOPPED)]);
  // It was put to the test: most of what there was has been used, and more was asked.
  expect(sizes.filter((size) => !isUsedUp(size))).toEqual([]);
  for (const size of sizes) {
    expect([size, Math.max(0, excess(logs[size], LIMITS[size].window))]).toEqual([size, 0]);
  }
});

/** As far as it can be: what the killed had leased is lost. */
function isUsedUp(size: Size): boolean {
  const admitted = logs[size].reduce((sum, { amount }) => sum + amount, 0);
  return admitted > 0.6 * LIMITS[size].window.capacity && refusals[size] > 20;
}
