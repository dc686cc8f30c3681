import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { BUDGET } from "./fixtures/budget/quotas.ts";
import { untilBudgetDayIsLong } from "./support/budget-day.ts";
import { countBilledOperations } from "./support/billed-operations.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { untilLogged } from "./support/log-of.ts";
import { Caller, Production, type Answer } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/** A budget of 300 a day, a fifth of it one service's own, on instances as they run in production. */
let production: Production;

interface Quota {
  readonly budget: { readonly classes: readonly Part[]; readonly resetsAt: string };
}

interface Part {
  readonly class: string;
  readonly stage: string;
  /** For admins and services. */
  readonly used?: number;
  readonly allotted?: number;
}

beforeAll(async () => {
  production = await Production.start("test/fixtures/budget");
  await rawFirestore.set("values/budget", { n: { integerValue: "1" } });
  await rawFirestore.set("cached/budget", { n: { integerValue: "1" } });
});

/** A new day: instances that lived before it would not know. */
beforeEach(async () => {
  await untilBudgetDayIsLong();
  await rawFirestore.delete(`${production.own.quotas}/budget`);
});
afterAll(() => production.stop());

/** What all but the service may come to. */
const OTHERS = 0.8;
const reasonOf = ({ error }: Answer<unknown>) => error?.details.reason ?? "ok";
const user = (instance: GatewayProcess) => new Caller(instance, { sub: `budget-${randomUUID()}` });
/** Lives on the same part as users do, and may know more of it. */
const admin = (instance: GatewayProcess) =>
  new Caller(instance, { sub: `budget-${randomUUID()}`, admin: true });
const catalog = (instance: GatewayProcess) =>
  new Caller(instance, { sub: "budget-catalog", service: "catalog" });

const read = (caller: Caller) => caller.call("getDocument", { path: "values/budget" });
const readCached = (caller: Caller) => caller.call("getDocument", { path: "cached/budget" });
const write = (caller: Caller) =>
  caller.call("setDocument", { path: `values/${randomUUID()}`, data: {} });

async function partOf(caller: Caller, costClass: string): Promise<Part | undefined> {
  const { result } = await caller.call<Quota>("getQuota", {});
  return result?.budget.classes.find((part) => part.class === costClass);
}

/** Calls, a few at once, until one is refused: how many were not, and the first refusal. */
async function untilRefused(call: () => Promise<Answer<unknown>>, atOnce = 4) {
  for (let admitted = 0; admitted < 1_000;) {
    const answers = await Promise.all(Array.from({ length: atOnce }, call));
    admitted += answers.filter(({ error }) => error === undefined).length;
    const refused = answers.find(({ error }) => error !== undefined);
    if (refused !== undefined) return { admitted, error: refused.error };
  }
  throw new Error("Nothing was refused.");
}

/** The stages that an instance has told its operators of one class. */
function stagesTold(instance: GatewayProcess, costClass: string): readonly string[] {
  return linesOf(instance, "quota budget stage").flatMap((line) => {
    if (line["class"] !== costClass || line["consumer"] !== "others") return [];
    expect(line).toMatchObject({ severity: "WARNING", used: expect.any(Number) });
    return `${String(line["before"])} → ${String(line["stage"])}`;
  });
}

function linesOf(instance: GatewayProcess, message: string) {
  const lines = instance
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"));
  const parsed = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  return parsed.filter((line) => line["message"] === message);
}

const HOUR_MS = 3_600_000;
const PACIFIC_HOUR = new Intl.DateTimeFormat("en-US", {
  timeZone: "America/Los_Angeles",
  hour: "2-digit",
  hourCycle: "h23",
});

function nextPacificMidnightMs(): number {
  let atMs = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
  while (PACIFIC_HOUR.format(atMs) !== "00") atMs += HOUR_MS;
  return atMs;
}

/** Ends an instance as Cloud Run does. */
async function end({ child }: GatewayProcess): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

test("reads go from a warning over memory alone to nothing, until midnight in Pacific time", async () => {
  const instance = await production.instance("database");
  const uid = `budget-${randomUUID()}`;
  const [ada, author] = [user(instance), new Caller(instance, { sub: uid })];
  expect(await readCached(ada)).toMatchObject({ result: { usage: { reads: 1 } } });
  const allotted = OTHERS * BUDGET.reads;
  expect(await partOf(admin(instance), "reads")).toMatchObject({ stage: "normal", allotted });
  expect(await partOf(ada, "reads")).toEqual({ class: "reads", stage: "normal" });

  const { admitted, error } = await untilRefused(() => read(ada));
  expect(admitted).toBeGreaterThan(0.9 * 0.8 * OTHERS * BUDGET.reads);
  expect(admitted).toBeLessThanOrEqual(0.9 * OTHERS * BUDGET.reads);
  expect(error).toMatchObject({
    status: "RESOURCE_EXHAUSTED",
    details: { reason: "BUDGET_EXHAUSTED", class: "reads", limit: "project reads-per-day" },
  });
  const midnightMs = nextPacificMidnightMs();
  const retryAtMs = Date.now() + Number(error?.details["retryAfterMs"]);
  expect(Math.abs(retryAtMs - midnightMs)).toBeLessThan(120_000);
  const { result } = await ada.call<Quota>("getQuota", {});
  expect(result?.budget.resetsAt).toBe(new Date(midnightMs).toISOString());
  expect(await partOf(ada, "reads")).toMatchObject({ stage: "cache-only" });
  expect(await readCached(ada)).toMatchObject({ result: { usage: { cached: true } } });
  expect(reasonOf(await write(ada))).toBe("ok");

  await untilLogged(instance);
  expect(stagesTold(instance, "reads")).toEqual(["normal → warn", "warn → cache-only"]);

  // A write may read what it needs, as long as there is anything.
  const created = await author.call<{ document: { path: string } }>("createDocument", {
    collection: "articles",
    data: { author: uid, title: "", published: false },
  });
  const path = created.result?.document.path;
  const change = { path, data: { title: "changed" } };
  await untilRefused(() => author.call("updateDocument", change), 1);
  expect(await partOf(ada, "reads")).toMatchObject({ stage: "refuse" });
  expect(reasonOf(await readCached(ada))).toBe("BUDGET_EXHAUSTED");
});

test("writes are refused when few are left, and reads go on", async () => {
  const instance = await production.instance("database");
  const ada = user(instance);
  const { admitted, error } = await untilRefused(() => write(ada));
  expect(admitted).toBeGreaterThan(0.9 * 0.8 * OTHERS * BUDGET.writes);
  expect(admitted).toBeLessThanOrEqual(0.95 * OTHERS * BUDGET.writes);
  expect(error).toMatchObject({
    status: "RESOURCE_EXHAUSTED",
    details: { reason: "BUDGET_EXHAUSTED", class: "writes", limit: "project writes-per-day" },
  });
  expect(await partOf(ada, "writes")).toMatchObject({ stage: "read-only" });
  expect(reasonOf(await read(ada))).toBe("ok");
  await untilLogged(instance);
  expect(stagesTold(instance, "writes")).toEqual(["normal → warn", "warn → read-only"]);
});

test("a service's own part is there when all others have used theirs up", async () => {
  const [one, another] = await Promise.all([
    production.instance("database"),
    production.instance("database"),
  ]);
  const ada = user(one);
  await untilRefused(() => read(ada));
  const { admitted } = await untilRefused(() => read(catalog(another)));
  expect(admitted).toBeGreaterThanOrEqual(0.9 * 0.9 * 0.2 * BUDGET.reads);
});

test("a service borrows what the others leave idle", async () => {
  const [one, another] = await Promise.all([
    production.instance("database"),
    production.instance("database"),
  ]);
  await read(user(one));
  const { admitted } = await untilRefused(() => read(catalog(another)));
  expect(admitted).toBeGreaterThan(2 * 0.2 * BUDGET.reads);
  expect(admitted).toBeLessThanOrEqual(0.9 * BUDGET.reads);
});

test("what the gateway itself reads and writes is counted: quotas, and records of requests", async () => {
  const billed = countBilledOperations(production.firestore);
  const instance = await production.instance("database");
  for (let call = 0; call < 20; call += 1) {
    const path = `values/${randomUUID()}`;
    const answer = await user(instance).call("setDocument", {
      path,
      data: {},
      requestId: randomUUID(),
    });
    expect(reasonOf(answer)).toBe("ok");
  }
  await end(instance);
  const until = { ...billed };
  const used = await usedByOthers();
  // The last visit of the ledger can't count itself, and to ask costs something too.
  expect(used.writes).toBeGreaterThanOrEqual(until.writes - 1);
  expect(used.writes).toBeLessThanOrEqual(billed.writes);
  expect(used.reads).toBeGreaterThanOrEqual(until.reads - 1);
  expect(used.reads).toBeLessThanOrEqual(billed.reads);
});

async function usedByOthers() {
  const asking = admin(await production.instance("database"));
  const [reads, writes] = [await partOf(asking, "reads"), await partOf(asking, "writes")];
  return { reads: reads?.used, writes: writes?.used };
}

test("two instances at once don't exceed it together, bookkeeping and all", async () => {
  const billed = countBilledOperations(production.firestore);
  const instances = await Promise.all([
    production.instance("database"),
    production.instance("database"),
  ]);
  const crowd = instances.flatMap((instance) => Array.from({ length: 20 }, () => user(instance)));
  const admitted = { reads: 0, writes: 0 };
  await Promise.all(
    crowd.map(async (one) => {
      for (let call = 0; call < 15; call += 1) {
        if (reasonOf(await read(one)) === "ok") admitted.reads += 1;
        if (reasonOf(await write(one)) === "ok") admitted.writes += 1;
      }
    }),
  );
  expect(admitted.reads).toBeLessThanOrEqual(0.9 * OTHERS * BUDGET.reads);
  expect(admitted.writes).toBeLessThanOrEqual(0.95 * OTHERS * BUDGET.writes);
  expect(billed.reads).toBeLessThanOrEqual(BUDGET.reads);
  expect(billed.writes).toBeLessThanOrEqual(BUDGET.writes);
});
