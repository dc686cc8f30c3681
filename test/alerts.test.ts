import { BOUNDS } from "./fixtures/alerts/bounds.ts";
import { AlertedGateway, HOOK_SECRET } from "./support/alerted-gateway.ts";
import { Caller, Production } from "./support/production.ts";

/** Alerts that the scheduled function posts, by deployed processes. */
let production: Production;
let alerted: AlertedGateway;

beforeAll(async () => {
  production = await Production.startApp("test/fixtures/alerts/index.ts");
});
afterAll(() => production.stop());
afterEach(() => alerted.stop());

const COLLECTION = "drills/{drill}/values";
const ALERT = `missingReads ${COLLECTION}`;

/** Reads that find nothing, as many as are told of, by an instance that ends then. */
async function provoke(namespace: string): Promise<void> {
  alerted = await AlertedGateway.start(production, namespace);
  const instance = await alerted.instance("database");
  const caller = new Caller(instance, { sub: `${namespace}-ada` });
  const get = () => caller.call("getDocument", { path: `drills/${namespace}/values/none` });
  await Promise.all(Array.from({ length: BOUNDS.missingReads.reads }, get));
  await alerted.end(instance);
}

test("what is provoked is posted once, is silent while it lasts, and its end is posted once", async () => {
  await provoke("alertsonce");
  expect(await alerted.upkeep(3)).toEqual([`begun ${ALERT}`]);
  expect(await alerted.upkeep(4)).toEqual([]);
  expect(await alerted.upkeep(20)).toEqual([`over ${ALERT}`]);
  expect(await alerted.upkeep(21)).toEqual([]);
  expect(alerted.output()).not.toContain(HOOK_SECRET);
});

test("two runs at once, in two processes, post once", async () => {
  await provoke("alertstwo");
  const runs = await Promise.all([1, 2].map(() => alerted.instance("upkeep", { minutesAhead: 3 })));
  const answers = await Promise.all(runs.map(({ url }) => fetch(url, { method: "POST" })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(alerted.told()).toEqual([`begun ${ALERT}`]);
  expect(await alerted.upkeep(4)).toEqual([]);
});

test.each([500, 308])(
  "a receiver that answers %d is posted to again by the next run, at no other place, and the log keeps its address",
  async (status) => {
    await provoke(`alerts${String(status)}`);
    alerted.receiver.status = status;
    expect(await alerted.upkeep(3)).toEqual([`begun ${ALERT}`]);
    alerted.receiver.status = 200;
    expect(await alerted.upkeep(4)).toEqual([`begun ${ALERT}`]);
    expect(await alerted.upkeep(5)).toEqual([]);
    expect(new Set(alerted.receiver.urls)).toEqual(new Set([`/${HOOK_SECRET}`]));
    expect(alerted.output()).toContain("alert not posted");
    expect(alerted.output()).not.toContain(HOOK_SECRET);
  },
);

test("a receiver that takes a post and never answers keeps no run from its end", async () => {
  await provoke("alertshang");
  alerted.receiver.isHanging = true;
  expect(await alerted.upkeep(3)).toEqual([`begun ${ALERT}`]);
  expect(alerted.output()).toContain("The webhook can't be reached: TimeoutError.");
  alerted.receiver.isHanging = false;
  expect(await alerted.upkeep(4)).toEqual([`begun ${ALERT}`]);
});

test("a fault before it is known who calls is told: tokens can't be verified", async () => {
  alerted = await AlertedGateway.start(production, "alertskeys");
  // Nobody listens there.
  const env = { KEY_SERVER_ORIGIN: "http://127.0.0.1:9" };
  const instance = await alerted.instance("database", { env });
  const caller = new Caller(instance, { sub: "alerts-keys" });
  const { error } = await caller.call("getDocument", { path: "drills/keys/values/none" });
  expect(error?.details.reason).toBe("GATEWAY_UNAVAILABLE");
  await alerted.end(instance);
  expect(await alerted.upkeep(3)).toEqual(["begun faults GATEWAY_UNAVAILABLE"]);
});

test("an address that is no https, and not this machine's, is never asked", async () => {
  await provoke("alertsplain");
  const env = { ALERT_HOOK: `http://hooks.example/${HOOK_SECRET}` };
  const run = await alerted.instance("upkeep", { minutesAhead: 3, env });
  expect((await fetch(run.url, { method: "POST" })).status).toBe(200);
  expect(alerted.output()).toContain("The secret ALERT_HOOK is no https address");
  expect(alerted.output()).not.toContain(HOOK_SECRET);
  expect(await alerted.upkeep(4)).toEqual([`begun ${ALERT}`]);
});
