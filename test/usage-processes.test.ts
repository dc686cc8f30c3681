import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { Caller, Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/** Instances as they run in production, and what they store of what they did, against what Firestore was asked. */
const CALLS = 40;

interface Operations {
  reads: number;
  writes: number;
}

let production: Production;
/** What came by on the way to Firestore, by collection. */
let asked: Record<string, Operations>;
let before: ReadonlySet<string>;

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  production.firestore.watch((method, body) => {
    if (method === "batchGet") {
      const { documents } = JSON.parse(body) as { documents: readonly string[] };
      for (const name of documents) askedOf(name).reads += 1;
    }
    if (method !== "commit") return;
    const { writes } = JSON.parse(body) as { writes: readonly { update?: { name: string } }[] };
    for (const { update } of writes) if (update) askedOf(update.name).writes += 1;
  });
});

afterAll(() => production.stop());

beforeEach(async () => {
  asked = {};
  before = new Set((await rawFirestore.list(production.own.usage)).map(({ name }) => name));
});

function askedOf(name: string): Operations {
  const [, path = ""] = name.split("/documents/");
  return (asked[path.split("/", 1)[0] ?? ""] ??= { reads: 0, writes: 0 });
}

type Stored = Readonly<
  Record<"groups", Readonly<Record<"collection", readonly (readonly [string, Counted])[]>>>
>;
type Counted = Readonly<Partial<Record<"reads" | "writes" | "written", number>>>;

/** What instances have stored since the test began, by collection. */
async function stored(): Promise<Readonly<Record<string, Operations>>> {
  const sums: Record<string, Operations> = {};
  for (const { name, fields } of await rawFirestore.list(production.own.usage)) {
    if (before.has(name)) continue;
    const { groups } = JSON.parse(String(fields?.["totals"]?.["stringValue"])) as Stored;
    for (const [key, { reads = 0, writes = 0, written = 0 }] of groups.collection) {
      const [, collection = ""] = key.split(" ");
      const sum = (sums[collection] ??= { reads: 0, writes: 0 });
      sum.reads += reads;
      sum.writes += key.startsWith("own ") ? writes : written;
    }
  }
  return sums;
}

/** Gets, of which some find nothing, and writes, of documents of the instance's own. */
async function load(instance: GatewayProcess, name: string): Promise<void> {
  const caller = new Caller(instance, { sub: `usage-${name}` });
  const one = async (n: number) => {
    const path = `values/usage-${name}-${String(n)}`;
    if (n % 4 === 0) await callUntilAnswered(caller, "setDocument", { path, data: { n } });
    await callUntilAnswered(caller, "getDocument", { path });
  };
  await Promise.all(Array.from({ length: CALLS }, (_, n) => one(n)));
}

/** Calls again where a busy machine has not charged the caller's quota in time: nothing was asked then. */
async function callUntilAnswered(caller: Caller, callable: string, data: object): Promise<void> {
  for (;;) {
    const { error } = await caller.call(callable, data);
    if (error?.status !== "UNAVAILABLE") return;
  }
}

async function ended(instance: GatewayProcess): Promise<void> {
  const exited = once(instance.child, "exit");
  instance.child.kill("SIGTERM");
  await exited;
}

const minuteNow = (): number => Math.floor(Date.now() / 60_000);

/** All but what storing usage itself takes. */
function withoutUsage(all: Readonly<Record<string, Operations>>) {
  return Object.fromEntries(Object.entries(all).filter(([name]) => name !== production.own.usage));
}

test("what eight instances store is what Firestore was asked, to the last read and write", async () => {
  const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const begunIn = minuteNow();
  const instances = await Promise.all(names.map(() => production.instance("database")));
  await Promise.all(instances.map((instance, index) => load(instance, names[index] ?? "")));
  await Promise.all(instances.map(ended));
  expect(asked["values"]).toEqual({ reads: 8 * CALLS, writes: 2 * CALLS });
  expect(asked[production.own.quotas]?.writes).toBeGreaterThan(0);
  expect(await stored()).toEqual(withoutUsage(asked));
  const minutes = (await rawFirestore.list(production.own.usage)).filter(
    ({ name }) => !before.has(name),
  );
  expect(asked[production.own.usage]?.writes).toBe(minutes.length);
  // Each stores one for every minute in which it was called.
  expect(minutes.length).toBeLessThanOrEqual(names.length * (minuteNow() - begunIn + 1));
  expect(readFileSync("docs/costs.md", "utf8")).toMatch(
    /^\| each minute in which an instance is called +\| 1 +\| 1 write +\|/m,
  );
});

test("the scheduled function sums up what instances have stored, by hours and days", async () => {
  const at = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
  const groups = { kind: [["user", { calls: 2, reads: 3 }]] };
  const totals = { stringValue: JSON.stringify({ groups, tops: {}, latency: {} }) };
  for (const minute of ["0101", "0102", "0201"])
    await rawFirestore.set(`${production.own.usage}/minute-${at}T${minute}Z-sum`, { totals });
  const upkeep = await production.instance("upkeep");
  const answers = await Promise.all([1, 2].map(() => fetch(upkeep.url, { method: "POST" })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const names = (await rawFirestore.list(production.own.usage)).map(({ name }) =>
    name.split("/").at(-1),
  );
  expect(names).toEqual(
    expect.arrayContaining([`day-${at}T0000Z-all`, `hour-${at}T0100Z-all`, `hour-${at}T0200Z-all`]),
  );
  const admin = new Caller(await production.instance("database"), {
    sub: "usage-admin",
    admin: true,
  });
  const from = `${at.slice(0, 4)}-${at.slice(4, 6)}-${at.slice(6)}T00:00:00Z`;
  const told = async (resolution: string) => {
    const to = new Date(Date.parse(from) + 86_400_000).toISOString();
    const { result } = await admin.call<{
      windows: readonly { rows: readonly { calls: number; reads: number }[] }[];
    }>("getUsage", { from, to, by: "kind", resolution });
    return result?.windows.map(({ rows }) => rows.find(({ reads }) => reads > 0));
  };
  expect(await told("hour")).toEqual([
    { key: "user", calls: 4, reads: 6 },
    { key: "user", calls: 2, reads: 3 },
  ]);
  expect(await told("day")).toEqual([{ key: "user", calls: 6, reads: 9 }]);
});

test("an instance that is killed loses its own last minute alone", async () => {
  const [staying, killed] = await Promise.all([0, 1].map(() => production.instance("database")));
  if (staying === undefined || killed === undefined) throw new Error("They were started.");
  await Promise.all([load(staying, "staying"), load(killed, "killed")]);
  await killed.stop();
  await ended(staying);
  const { values = { reads: 0, writes: 0 } } = await stored();
  expect(values.reads).toBeLessThanOrEqual(asked["values"]?.reads ?? 0);
  expect(values.reads).toBeGreaterThanOrEqual((asked["values"]?.reads ?? 0) - CALLS);
});
