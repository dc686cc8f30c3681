import type { AlertsDefinition } from "../alerts/alerts-definition.ts";
import { StoreError, type DocumentStore } from "../documents/store.ts";
import { anyData, anyone, collection } from "../index.ts";
import * as log from "../log/write-log-entry.ts";
import { perMinute } from "../quota/limit.ts";
import type { TierDefinition } from "../quota/tier.ts";
import { reasonOf } from "../testing/call-outcome.fixture.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";
import { AlertReceiverServer } from "./alert-receiver.fixture.ts";

jest.mock("../log/write-log-entry.ts", () => ({ writeLogEntry: jest.fn() }));

const MINUTE_MS = 60_000;
const T = Date.parse("2026-11-27T10:00:00Z");
const SECRET = "sesame";
const things = collection("things", { schema: anyData(), access: { read: anyone() } });
const tierOf = (calls: number): TierDefinition => ({
  calls: [perMinute(calls)],
  reads: [perMinute(999)],
  writes: [perMinute(999)],
});
const [one, many] = [tierOf(1), tierOf(999)];
const alerts: AlertsDefinition = {
  serviceRefusals: { calls: 2 },
  missingReads: { reads: 3 },
  spend: { times: 2, reads: 10 },
  webhook: { secret: "HOOK", form: "json" },
};

let receiver: AlertReceiverServer;
let gateway: MemoryGateway;
/** What the database refuses: the writes of sums, the commits of anything, reads of queries. */
let refused: (what: string) => boolean;

beforeEach(async () => {
  receiver = await AlertReceiverServer.start();
  process.env["HOOK"] = `${receiver.url}/${SECRET}`;
  process.env["FIRESTORE_EMULATOR_HOST"] ??= "localhost:8080";
  refused = () => false;
  gateway = memoryGateway({
    collections: [things],
    quotas: { tiers: { anonymous: many, user: many, service: one, admin: many } },
    usage: true,
    now: () => T,
    alerts,
    wrapStore: refusing,
  });
});

afterEach(async () => {
  await receiver.stop();
  delete process.env["HOOK"];
});

function refusing(store: DocumentStore): DocumentStore {
  const unless = (what: string) => {
    if (refused(what)) throw new StoreError("UNAVAILABLE", "gone");
  };
  return {
    transactions: store.transactions,
    get: (paths, call) => store.get(paths, call),
    query: (query, call) => store.query(query, call),
    aggregate: async (query, aggregates, call) => {
      unless("aggregate");
      return store.aggregate(query, aggregates, call);
    },
    commit: async (writes, call) => {
      for (const { path } of writes) unless(path);
      return store.commit(writes, call);
    },
    batchWrite: (writes, call) => store.batchWrite(writes, call),
  };
}

/** A call of somebody whom no alert is about: by it an instance stores the minutes before. */
async function later(minutes: number): Promise<void> {
  await gateway.advance(minutes * MINUTE_MS);
  await gateway.as({ uid: "eve" }).getQuota({});
}

async function missing(count: number): Promise<void> {
  const ada = gateway.as({ uid: "ada" });
  for (let n = 0; n < count; n += 1) await reasonOf(ada.getDocument({ path: "things/none" }));
}

/** What was posted since the last time it was asked. */
function told(): readonly string[] {
  return receiver.posts
    .splice(0)
    .map(({ alert, resolved }) => `${resolved === true ? "over" : "begun"} ${String(alert)}`);
}

const MISSING = "missingReads things";

test("an alert is posted once, is silent while it lasts, and its end is posted once", async () => {
  await missing(3);
  await later(2);
  await gateway.runUpkeep();
  expect(receiver.posts[0]).toMatchObject({
    text: "3 reads found nothing within 10 minutes.",
    source: "demo-memory",
  });
  expect(told()).toEqual([`begun ${MISSING}`]);
  await later(5);
  await gateway.runUpkeep();
  expect(told()).toEqual([]);
  await later(5);
  await gateway.runUpkeep();
  await gateway.runUpkeep();
  expect(told()).toEqual([`over ${MISSING}`]);
  await missing(3);
  await later(2);
  await gateway.runUpkeep();
  expect(told()).toEqual([`begun ${MISSING}`]);
});

test("nothing is posted where nothing is the case", async () => {
  await missing(2);
  await later(2);
  await gateway.runUpkeep();
  expect(told()).toEqual([]);
});

test("a service that is refused is told of by its name", async () => {
  const service = gateway.asService("catalog");
  for (let n = 0; n < 3; n += 1) await reasonOf(service.getDocument({ path: "things/none" }));
  await later(2);
  await gateway.runUpkeep();
  expect(told()).toEqual(["begun serviceRefusals catalog"]);
});

test("two runs at once post once", async () => {
  await missing(3);
  await later(2);
  await Promise.all([gateway.runUpkeep(), gateway.runUpkeep(), gateway.runUpkeep()]);
  expect(told()).toEqual([`begun ${MISSING}`]);
  await gateway.runUpkeep();
  expect(told()).toEqual([]);
});

test("what could not be posted is posted by the next run, and others are all the same", async () => {
  await missing(3);
  const service = gateway.asService("catalog");
  for (let n = 0; n < 3; n += 1) await reasonOf(service.getDocument({ path: "things/none" }));
  await later(2);
  receiver.status = 500;
  await gateway.runUpkeep();
  expect(receiver.posts).toHaveLength(2);
  receiver.posts.length = 0;
  receiver.status = 200;
  await gateway.runUpkeep();
  expect(told().toSorted()).toEqual([`begun ${MISSING}`, "begun serviceRefusals catalog"]);
});

test("a run that ends in the middle is done again, after it can't be at work any more", async () => {
  await missing(3);
  await later(2);
  let commits = 0;
  refused = (path) => path === "_usage/alerts" && (commits += 1) === 2;
  await expect(gateway.runUpkeep()).rejects.toThrow("gone");
  expect(told()).toEqual([`begun ${MISSING}`]);
  await gateway.runUpkeep();
  expect(told()).toEqual([]);
  await later(5);
  await gateway.runUpkeep();
  expect(told()).toEqual([`begun ${MISSING}`]);
});

test("that usage could not be summed up is a fault until it is summed up", async () => {
  await later(15);
  refused = (what) => what === "aggregate";
  await expect(gateway.runUpkeep()).rejects.toThrow("gone");
  expect(told()).toEqual(["begun faults upkeep"]);
  await later(5);
  await gateway.runUpkeep();
  expect(told()).toEqual([]);
  refused = () => false;
  await later(55);
  await gateway.runUpkeep();
  expect(told()).toEqual(["over faults upkeep"]);
});

test("what fails with the alerts hides nothing of what failed before", async () => {
  await missing(3);
  await later(15);
  refused = (what) => what === "aggregate" || what === "_usage/alerts";
  const thrown: unknown = await gateway.runUpkeep().catch((error: unknown) => error);
  expect((thrown as AggregateError).errors).toHaveLength(2);
});

test("spend is told against the day before, once an hour, and is over when it is", async () => {
  const reads = async (count: number) => {
    await missing(count);
    await gateway.advance(60 * MINUTE_MS);
  };
  await reads(5);
  await gateway.advance(23 * 60 * MINUTE_MS);
  await reads(10);
  await later(15);
  await gateway.runUpkeep();
  expect(told()).toContain("begun spend");
  await later(5);
  await gateway.runUpkeep();
  expect(told()).not.toContain("over spend");
  await later(24 * 60 - 5);
  await gateway.runUpkeep();
  expect(told()).toContain("over spend");
});

test("getUsage, and what sums usage up, pass by what was said", async () => {
  await missing(3);
  await later(2);
  await gateway.runUpkeep();
  const kept = await gateway.documents.get("_usage/alerts");
  expect(kept).toMatchObject({ said: [MISSING] });
  await later(73);
  await gateway.runUpkeep();
  const range = { from: "2026-11-27T10:00:00Z", to: "2026-11-27T12:00:00Z" };
  for (const resolution of ["minute", "hour", "day"] as const) {
    const { windows } = await gateway.asAdmin().getUsage({ ...range, by: "callable", resolution });
    const rows = windows.flatMap((window) => window.rows);
    const gets = rows.filter(({ key }) => key === "getDocument");
    expect(gets.reduce((sum, { calls = 0 }) => sum + calls, 0)).toBe(3);
  }
});

test("nothing of a document, its id or who called is posted", async () => {
  const ada = gateway.as({ uid: "SENTINEL" });
  for (let n = 0; n < 3; n += 1) await reasonOf(ada.getDocument({ path: "things/SENTINEL" }));
  await later(2);
  await gateway.runUpkeep();
  expect(receiver.posts).toHaveLength(1);
  expect(JSON.stringify(receiver.posts)).not.toContain("SENTINEL");
});

test("the address is never in the log", async () => {
  receiver.status = 500;
  await missing(3);
  await later(2);
  await gateway.runUpkeep();
  await receiver.stop();
  await gateway.runUpkeep();
  const lines = jest.mocked(log.writeLogEntry).mock.calls;
  expect(JSON.stringify(lines)).toContain("alert not posted");
  expect(JSON.stringify(lines)).not.toContain(SECRET);
});
