import { once } from "node:events";
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
  before = new Set((await rawFirestore.list("_usage")).map(({ name }) => name));
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
  for (const { name, fields } of await rawFirestore.list("_usage")) {
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
    if (n % 4 === 0) await caller.call("setDocument", { path, data: { n } });
    await caller.call("getDocument", { path });
  };
  await Promise.all(Array.from({ length: CALLS }, (_, n) => one(n)));
}

async function ended(instance: GatewayProcess): Promise<void> {
  const exited = once(instance.child, "exit");
  instance.child.kill("SIGTERM");
  await exited;
}

/** All but what storing usage itself takes. */
function withoutUsage(all: Readonly<Record<string, Operations>>) {
  return Object.fromEntries(Object.entries(all).filter(([name]) => name !== "_usage"));
}

test("what four instances store is what Firestore was asked, to the last read and write", async () => {
  const names = ["a", "b", "c", "d"];
  const instances = await Promise.all(names.map(() => production.instance("database")));
  await Promise.all(instances.map((instance, index) => load(instance, names[index] ?? "")));
  await Promise.all(instances.map(ended));
  expect(asked["values"]).toEqual({ reads: 4 * CALLS, writes: CALLS });
  expect(asked["_quotas"]?.writes).toBeGreaterThan(0);
  expect(await stored()).toEqual(withoutUsage(asked));
  // One for each minute in which it was called, of which there may be two.
  expect(asked["_usage"]?.writes).toBeLessThanOrEqual(2 * names.length);
}, 60_000);

test("an instance that is killed loses its own last minute alone", async () => {
  const [staying, killed] = await Promise.all([0, 1].map(() => production.instance("database")));
  if (staying === undefined || killed === undefined) throw new Error("They were started.");
  await Promise.all([load(staying, "staying"), load(killed, "killed")]);
  await killed.stop();
  await ended(staying);
  const { values = { reads: 0, writes: 0 } } = await stored();
  expect(values.reads).toBeLessThanOrEqual(asked["values"]?.reads ?? 0);
  expect(values.reads).toBeGreaterThanOrEqual((asked["values"]?.reads ?? 0) - CALLS);
}, 60_000);
