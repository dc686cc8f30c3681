import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { Caller } from "../../caller/caller.ts";
import type { Fields, Value } from "../../values/value.ts";
import { MemoryStore } from "../../documents/memory-store.ts";
import { AccountUnavailableError } from "../account-unavailable-error.ts";
import { resolveBudget } from "../budget/budget.ts";
import { BudgetHolder } from "../budget/budget-holder.ts";
import { ledgerForm } from "../budget/ledger-form.ts";
import { callerKey } from "../../caller/caller-key.ts";
import type { Clock } from "../clock.ts";
import { accountForm } from "../lease/account-form.ts";
import { keyOfShard } from "../lease/shard.ts";
import { LeasedQuota } from "../leased-quota.ts";
import { perMinute, perSecond } from "../limit.ts";
import { Outage } from "../outage.ts";
import { Tiers } from "../tiers.ts";
import { FirestoreQuotaStore } from "./firestore-quota-store.ts";

interface StoredRecord {
  /** What was new in the form that it has. */
  readonly of: string;
  readonly kind: "account" | "ledger";
  readonly document: Fields & { readonly state: Fields };
}

/** What each version of the gateway has stored, shortened: with fewer leases and updates. */
const RECORDS = JSON.parse(
  readFileSync(join(__dirname, "stored-records.fixture.json"), "utf8"),
) as readonly StoredRecord[];
const ACCOUNTS = RECORDS.filter(({ kind }) => kind === "account");
const LEDGERS = RECORDS.filter(({ kind }) => kind === "ledger");
/** Shortly after they were stored. */
const NOW_MS = 1_790_000_038_100;

const rights = { admin: false, roles: [], teams: [], app: null };
const user = (uid: string): Caller => ({ kind: "user", uid, ...rights });
const one = { calls: 1, reads: 1, writes: 0 };
const tier = {
  calls: [perSecond(400, { burst: 4_000 }), perMinute(20_000)],
  reads: [perMinute(60_000)],
  writes: [perMinute(6_000)],
} as const;
const tiers = new Tiers({ tiers: { anonymous: tier, user: tier, service: tier, admin: tier } });
const collection = "_quotas";
const clock: Clock = {
  monotonic: () => 0,
  sleep: () => Promise.resolve(),
  timeout: () => new AbortController().signal,
  random: () => 0.5,
};

/** An instance on a database that has these documents. */
async function setUp(documents: Readonly<Record<string, Fields>>) {
  const database = new MemoryStore({ now: () => NOW_MS });
  const writes = Object.entries(documents).map(
    ([key, fields]) => ({ kind: "update", path: `${collection}/${key}`, fields }) as const,
  );
  await database.commit(writes, {});
  const malformed: string[] = [];
  const records = {
    documents: database,
    collection,
    clock,
    onMalformed: (record: string) => malformed.push(record),
  };
  const store = new FirestoreQuotaStore({ ...records, form: accountForm });
  const secret = () => Promise.resolve(Buffer.from("secret"));
  const quota = new LeasedQuota({ tiers, store, clock, secret });
  const ledgers = new FirestoreQuotaStore({ ...records, form: ledgerForm });
  const budget = new BudgetHolder({
    budget: resolveBudget({ perDay: { reads: 5e6, writes: 2e6, deletes: 2e6 } }),
    store: ledgers,
    clock,
    outage: new Outage(),
    maxWaitMs: 5_000,
  });
  const read = async (key: string) =>
    (await database.get([`${collection}/${key}`], {})).documents[0]?.data;
  return { quota, budget, malformed, read };
}

const ADA = callerKey({ kind: "user", uid: "ada" });
/** A record of ada's, which is a shard's where it is one: each of all that there are. */
function recordsOf({ of, document }: StoredRecord): Readonly<Record<string, Fields>> {
  const { shard, shards } = document.state;
  if (typeof shards !== "number" || !isMap(shard)) return { [ADA]: document };
  const keys = Array.from({ length: shards }, (_, index) => keyOfShard(ADA, index));
  const ofAccount = ACCOUNTS.find(
    (other) => other.of === of.replace("a shard", "an account"),
  )?.document;
  const account = { ...ofAccount, state: { ...ofAccount?.state, shards } };
  return { [ADA]: account, ...Object.fromEntries(keys.map((key) => [key, document])) };
}

function isMap(value: Value | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function numbersIn(value: Value): readonly number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

describe("records that an earlier version has stored", () => {
  test.each(ACCOUNTS)("$of: a call is charged, and the record stays whole", async (record) => {
    const { document } = record;
    const records = recordsOf(record);
    const { quota, malformed, read } = await setUp(records);
    for (let call = 0; call < 5; call += 1) {
      expect(await quota.charge(user("ada"), one, {})).toMatchObject({
        ok: call < limitOf(document),
      });
    }
    await quota.close();
    expect(malformed).toEqual([]);
    for (const key of Object.keys(records)) {
      const numbers = numbersIn((await read(key)) ?? {});
      expect(numbers.filter((number) => !Number.isFinite(number))).toEqual([]);
    }
    expect((await quota.describe(user("ada"), {})).limits.length).toBeGreaterThan(0);
  });

  test.each(LEDGERS)("$of: a call is charged", async ({ document }) => {
    const { budget, malformed, read } = await setUp({ budget: document });
    expect((await budget.charge(user("ada"), one, {})).ok).toBe(true);
    await budget.close();
    const consumers = document.state["consumers"] as { readonly others: { readonly used: Fields } };
    const { reads } = consumers.others.used as { readonly reads: number };
    expect(await read("budget")).toMatchObject({
      state: { consumers: { others: { used: { reads: reads + 1 } } } },
      form: 1,
    });
    expect(malformed).toEqual([]);
  });

  /** Calls that the override in one of them lets through. */
  function limitOf({ state }: StoredRecord["document"]): number {
    return isMap(state["override"]) ? 3 : Infinity;
  }
});

describe("records that a later version has stored", () => {
  const later = fc.constantFrom<Value>(null, 7, "new", true, [1], { deep: { map: 1 } });

  test("have fields besides, at any depth: a call is charged, and those of the record are kept", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ACCOUNTS), later, async (record, value) => {
        const { document } = record;
        const newer = { ...(withField(document, "newer", value) as typeof document), form: 9 };
        const { quota, malformed, read } = await setUp(recordsOf({ ...record, document: newer }));
        expect(await quota.charge(user("ada"), one, {})).toMatchObject({ ok: true });
        expect(malformed).toEqual([]);
        if (!isMap(document.state["shard"])) {
          expect(await read(ADA)).toMatchObject({ newer: value, state: { newer: value } });
        }
      }),
    );
  });

  /** The same with one field more in each map whose fields have names of ours. */
  function withField(value: Value, name: string, more: Value, isOurs = true): Value {
    if (!isMap(value)) return value;
    const ofRecords = ["buckets", "leases", "parts", "asked", "updates"];
    const ofLeases = ["asks", "needs", "turns"];
    const byName = new Set(ofRecords.concat(ofLeases));
    const entries = Object.entries(value).map(
      ([key, of]) =>
        [key, key === "expiresAt" ? of : withField(of, name, more, !byName.has(key))] as const,
    );
    return { ...Object.fromEntries(entries), ...(isOurs && { [name]: more }) };
  }
});

test("numbers that JSON has no word for are numbers in records", () => {
  const bucket = { tokens: { $int64: "9007199254740993" }, at: { $number: "-0" } };
  const { buckets } = accountForm.read({ buckets: { a: bucket } });
  expect(buckets).toEqual({ a: { tokens: 2 ** 53, at: 0 } });
});

describe("a record that can't be one", () => {
  const wrong = fc.constantFrom<readonly [string, Fields]>(
    ["no map", { state: 7 }],
    ["nothing", {}],
    ["buckets of another form", { state: { buckets: [] } }],
    ["a bucket without tokens", { state: { buckets: { "calls-per-minute": { at: 1 } } } }],
    ["a text for tokens", { state: { buckets: { a: { tokens: "9", at: 1 } } } }],
    ["not a number", { state: { buckets: { a: { tokens: { $number: "NaN" }, at: 1 } } } }],
    ["a lease of another form", { state: { buckets: {}, leases: { i: [] } } }],
    ["an override of another form", { state: { buckets: {}, override: "blocked" } }],
  );

  test("refuses its caller as unavailable, says which it is, and concerns nobody else", async () => {
    await fc.assert(
      fc.asyncProperty(wrong, async ([, document]) => {
        const { quota, malformed } = await setUp({ [ADA]: document });
        const calls = ["ada", "bob", "ada", "eve"].map((uid) => quota.charge(user(uid), one, {}));
        const outcomes = await Promise.allSettled(calls);
        expect(outcomes.map(({ status }) => status)).toEqual([
          "rejected",
          "fulfilled",
          "rejected",
          "fulfilled",
        ]);
        const [first] = outcomes as readonly { readonly reason?: unknown }[];
        expect(first?.reason).toBeInstanceOf(AccountUnavailableError);
        expect(malformed).toEqual([`${collection}/${ADA}`]);
      }),
    );
  });
});
