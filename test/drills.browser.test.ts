import { resolveAlerts } from "../packages/gateway/src/alerts/alerts-definition.ts";
import type { Response } from "../packages/gateway/src/api/api.ts";
import { MATCHED } from "../packages/gateway/src/cli/monitoring/alert-policies.ts";
import {
  firedFor,
  type WatchedLines,
} from "../packages/gateway/src/cli/monitoring/fired-alert.fixture.ts";
import { matches } from "../packages/gateway/src/cli/monitoring/log-filter.fixture.ts";
import { monitoringSetup } from "../packages/gateway/src/cli/monitoring/monitoring.ts";
import { BOUNDS, SERVICE_CALLS } from "./fixtures/alerts/bounds.ts";
import { AlertedGateway, linesOf, minutesToSumUp } from "./support/alerted-gateway.ts";
import { untilBudgetDayIsLong } from "./support/budget-day.ts";
import { ConsolePage } from "./support/console-page.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { inForceWithin } from "./support/in-force-within.ts";
import { untilLogged } from "./support/log-of.ts";
import { Caller, Production, type Answer } from "./support/production.ts";

/**
 * The drills of docs/operating.md: each alert is provoked, its line is there, Cloud Monitoring's
 * policy fires by it and the webhook is posted to, the console shows it, and its remedy works.
 */
let production: Production;
let alerted: AlertedGateway;
let operators: ConsolePage;

const { metrics, policies } = monitoringSetup(resolveAlerts(BOUNDS), []);
const COLLECTION = "drills/{drill}/values";
const IN_FORCE_MS = 10_000;

beforeAll(async () => {
  production = await Production.startApp("test/fixtures/alerts/index.ts");
  operators = await ConsolePage.open();
});
afterAll(async () => {
  await operators.close();
  await production.stop();
});
afterEach(async () => {
  production.firestore.heal();
  await alerted.stop();
});

/** What the policy of an alert fires for. */
function fired(alert: string, watched: WatchedLines): readonly string[] {
  const policy = policies.find(({ userLabels }) => userLabels["database_service"] === alert);
  if (policy === undefined) throw new Error(`There is no policy ${alert}.`);
  return firedFor(policy, metrics, watched);
}

const get = (caller: Caller, path: string) => caller.call("getDocument", { path });
const reasonOf = ({ error }: Answer<unknown>) => error?.details.reason ?? "ok";

async function many<T>(count: number, work: () => Promise<T>): Promise<readonly T[]> {
  const done: T[] = [];
  for (let n = 0; n < count; n += 1) done.push(await work());
  return done;
}

function admin(instance: GatewayProcess): Caller {
  return new Caller(instance, { sub: "drills-admin", admin: true });
}

/** The rows of a view of the console, before an instance that has started since the others ended. */
async function shown(instance: GatewayProcess, place: string) {
  operators.backend = instance;
  await operators.show(place);
  return operators.rows();
}

/** The key of the caller with the most reads, as the console shows it. */
async function mostReading(instance: GatewayProcess): Promise<string> {
  const [first] = await shown(instance, "readers?by=caller");
  return first?.[0] ?? "";
}

/** From the caller's row to its quota, and there to the button. */
async function blockByConsole(key: string): Promise<void> {
  const { page } = operators;
  page.once("dialog", (dialog) => void dialog.accept());
  await page.getByRole("link", { name: key }).click();
  await page.getByRole("button", { name: "Block" }).click();
  await page.getByText(`Set for key ${key}`).waitFor();
}

test("faults: Firestore refuses the gateway's account; given its role again, it answers without a restart", async () => {
  alerted = await AlertedGateway.start(production, "drillfaults");
  const instance = await alerted.instance("database");
  const caller = new Caller(instance, { sub: "drills-ada" });
  const path = "drills/faults/values/none";
  expect(reasonOf(await get(caller, path))).toBe("DOCUMENT_NOT_FOUND");
  expect(fired("faults", { lines: linesOf(instance) })).toEqual([]);
  const body = '[{"error": {"status": "PERMISSION_DENIED"}}]';
  production.firestore.fail("batchGet", { kind: "answer", status: 403, body, holding: path });
  expect(reasonOf(await get(caller, path))).toBe("FIRESTORE_UNAVAILABLE");
  // The role is there again.
  production.firestore.heal();
  expect(reasonOf(await get(caller, path))).toBe("DOCUMENT_NOT_FOUND");
  const lines = await alerted.end(instance);
  const line = lines.find((one) => matches(MATCHED.faults, one));
  expect(line).toMatchObject({ severity: "ERROR", reason: "FIRESTORE_UNAVAILABLE" });
  expect(JSON.stringify(line?.["causes"])).toContain("StoreError");
  expect(fired("faults", { lines })).toEqual([""]);
  expect(await alerted.upkeep(3)).toEqual(["begun faults FIRESTORE_UNAVAILABLE"]);
  const rows = await shown(await alerted.instance("database"), "refusals?only=faults");
  expect(rows.map(([reason, , , calls]) => [reason, calls])).toEqual([
    ["FIRESTORE_UNAVAILABLE", "1"],
  ]);
  expect(await alerted.upkeep(45)).toEqual(["over faults FIRESTORE_UNAVAILABLE"]);
});

test("budget: reads use it up; with a larger one deployed, calls are answered again", async () => {
  await untilBudgetDayIsLong();
  alerted = await AlertedGateway.start(production, "drillbudget");
  const instance = await alerted.instance("database", { env: { DAILY_READS: "40" } });
  const path = "drills/budget/values/none";
  const caller = new Caller(instance, { sub: "drills-bob" });
  expect(fired("budget", { lines: linesOf(instance) })).toEqual([]);
  const reasons = (await many(50, () => get(caller, path))).map(reasonOf);
  expect(reasons.at(-1)).toBe("BUDGET_EXHAUSTED");
  const lines = await alerted.end(instance);
  expect(lines.find((one) => matches(MATCHED.budget, one))).toMatchObject({
    severity: "WARNING",
    class: "reads",
    allotted: 40,
  });
  expect(fired("budget", { lines })).toEqual([""]);
  expect(await alerted.upkeep(3)).toEqual(
    expect.arrayContaining([
      "begun budget reads warn others",
      "begun budget reads cache-only others",
    ]),
  );
  const larger = await alerted.instance("database", { env: { DAILY_READS: "4000" } });
  expect(reasonOf(await get(new Caller(larger, { sub: "drills-bob" }), path))).toBe(
    "DOCUMENT_NOT_FOUND",
  );
  const { result } = await admin(larger).call<Response<"getQuota">>("getQuota", {});
  const reads = result?.budget?.classes.find((one) => one.class === "reads");
  expect(reads).toMatchObject({ stage: "normal", allotted: 4_000 });
  // What was used stays used.
  expect(reads?.used).toBeGreaterThanOrEqual(30);
  const [budgeted] = await shown(larger, "overview");
  expect([budgeted?.[0], budgeted?.[2], budgeted?.[4]]).toEqual(["reads", "4,000", "normal"]);
  const refused = await shown(larger, "refusals?only=refused");
  expect(refused.map(([reason]) => reason)).toContain("BUDGET_EXHAUSTED");
});

test("serviceRefusals: a service calls too often; with its limit raised, it is answered", async () => {
  alerted = await AlertedGateway.start(production, "drillservice");
  const instance = await alerted.instance("database");
  const service = new Caller(instance, { sub: "drills-mail", service: "drills-mail" });
  const path = "drills/service/values/none";
  expect(fired("refused_services", { lines: linesOf(instance) })).toEqual([]);
  const answers = await many(SERVICE_CALLS + BOUNDS.serviceRefusals.calls, () =>
    get(service, path),
  );
  expect(reasonOf(answers.at(-1) ?? {})).toBe("QUOTA_EXCEEDED");
  await untilLogged(instance);
  const refusals = linesOf(instance).filter(({ reason }) => reason === "QUOTA_EXCEEDED");
  expect(refusals[0]).toMatchObject({
    severity: "NOTICE",
    service: "drills-mail",
    limit: expect.any(String),
  });
  expect(fired("refused_services", { lines: linesOf(instance) })).toEqual(["drills-mail"]);
  const quota = { calls: [{ per: "minute", amount: 1_000 }] };
  await admin(instance).call("setQuota", { caller: { service: "drills-mail" }, quota });
  await inForceWithin(
    IN_FORCE_MS,
    async () => reasonOf(await get(service, path)) === "DOCUMENT_NOT_FOUND",
  );
  await admin(instance).call("clearQuota", { caller: { service: "drills-mail" } });
  await alerted.end(instance);
  expect(await alerted.upkeep(3)).toEqual(["begun serviceRefusals drills-mail"]);
  const another = await alerted.instance("database");
  const refused = await shown(another, "refusals?only=refused");
  expect(refused.map(([reason]) => reason)).toContain("QUOTA_EXCEEDED");
  const [first] = await shown(another, "readers?by=service&count=calls");
  expect(first?.[0]).toBe("drills-mail");
  expect(await alerted.upkeep(20)).toEqual(["over serviceRefusals drills-mail"]);
});

test("latency: Firestore is slow for ten minutes; once it is not, calls are fast again", async () => {
  alerted = await AlertedGateway.start(production, "drilllatency");
  const path = "drills/latency/values/none";
  const slowCalls = async (minutesAhead: number) => {
    const instance = await alerted.instance("database", { minutesAhead });
    // Without a token: those of today are of the future for an instance whose clock is behind.
    const caller = new Caller(instance);
    production.firestore.fail("batchGet", { kind: "delay", ms: 900 }, 10);
    await many(3, () => get(caller, path));
    production.firestore.heal();
    return alerted.end(instance);
  };
  const lines = [...(await slowCalls(-6)), ...(await slowCalls(0))];
  expect(
    lines.filter(({ totalMs }) => Number(totalMs) > BOUNDS.latency.p95Ms).length,
  ).toBeGreaterThanOrEqual(6);
  const calls = lines.filter(({ callable }) => callable === "getDocument");
  expect(fired("latency", { lines: calls })).toEqual([""]);
  expect(await alerted.upkeep(3)).toEqual(["begun latency"]);
  const instance = await alerted.instance("database");
  const [total] = await shown(instance, "latency");
  const [, amount, unit] = /^([\d.]+) (ms|s)$/.exec(total?.[3] ?? "") ?? [];
  expect(Number(amount) * (unit === "s" ? 1_000 : 1)).toBeGreaterThan(BOUNDS.latency.p95Ms);
  expect(await alerted.upkeep(20)).toEqual(["over latency"]);
});

test("missingReads: somebody asks for what is not there; blocked by the log's key, it costs no more", async () => {
  alerted = await AlertedGateway.start(production, "drillmissing");
  const instance = await alerted.instance("database");
  const eve = new Caller(instance, { sub: "drills-eve" });
  const path = "drills/missing/values/none";
  await many(BOUNDS.missingReads.reads - 1, () => get(eve, path));
  await untilLogged(instance);
  const name = "reads_that_find_nothing";
  expect(fired(name, { lines: linesOf(instance) })).toEqual([]);
  await get(eve, path);
  await untilLogged(instance);
  expect(fired(name, { lines: linesOf(instance) })).toEqual([COLLECTION]);
  await alerted.end(instance);
  expect(await alerted.upkeep(3)).toEqual([`begun missingReads ${COLLECTION}`]);
  const another = await alerted.instance("database");
  const reads = String(BOUNDS.missingReads.reads);
  const [first] = await shown(another, "readers?by=collection&count=missing");
  expect([first?.slice(0, 2), first?.slice(5, 9)]).toEqual([
    [COLLECTION, "get"],
    [reads, "0", reads, "0"],
  ]);
  const key = await mostReading(another);
  expect(key).toMatch(/^user-/);
  await blockByConsole(key);
  const elsewhere = new Caller(another, { sub: "drills-eve" });
  await inForceWithin(
    IN_FORCE_MS,
    async () => reasonOf(await get(elsewhere, path)) === "CALLER_BLOCKED",
  );
  await admin(another).call("clearQuota", { caller: { key } });
  expect(await alerted.upkeep(20)).toEqual([`over missingReads ${COLLECTION}`]);
});

test("spend: twice the reads of the day before; who reads most is bounded by a limit of its own", async () => {
  alerted = await AlertedGateway.start(production, "drillspend");
  const path = "drills/spend/values/none";
  const yesterday = await alerted.instance("database", { minutesAhead: -24 * 60 });
  await many(BOUNDS.spend.reads / 2, () => get(new Caller(yesterday), path));
  const dayBefore = await alerted.end(yesterday);
  const instance = await alerted.instance("database");
  const eve = new Caller(instance, { sub: "drills-mallory" });
  await many(BOUNDS.spend.reads, () => get(eve, path));
  const lines = await alerted.end(instance);
  expect(fired("spend", { lines: lines.slice(0, 3), dayBefore })).toEqual([]);
  expect(fired("spend", { lines })).toEqual([]);
  expect(fired("spend", { lines, dayBefore })).toEqual([""]);
  expect(await alerted.upkeep(minutesToSumUp())).toContain("begun spend");
  const another = await alerted.instance("database");
  const [first] = await shown(another, "readers?by=caller");
  expect(first?.[4]).toBe(String(BOUNDS.spend.reads));
  const key = await mostReading(another);
  const quota = { reads: [{ per: "day", amount: 1 }] };
  await admin(another).call("setQuota", { caller: { key }, quota });
  const elsewhere = new Caller(another, { sub: "drills-mallory" });
  await inForceWithin(
    IN_FORCE_MS,
    async () => reasonOf(await get(elsewhere, path)) === "QUOTA_EXCEEDED",
  );
  await admin(another).call("clearQuota", { caller: { key } });
});
