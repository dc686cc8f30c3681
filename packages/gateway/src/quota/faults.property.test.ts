import fc from "fast-check";
import type { Caller } from "../caller/caller.ts";
import { StoreError, type DocumentStore, type StoreErrorCode } from "../documents/store.ts";
import { resolveBudget } from "./budget/budget.ts";
import { callerKey } from "../caller/caller-key.ts";
import { perMinute } from "./limit.ts";
import { seeded } from "../../simulation/random.ts";
import {
  SimulatedDatabase,
  type Network,
  type Process,
} from "../../simulation/simulated-database.ts";
import { SimulatedInstance } from "../../simulation/simulated-instance.ts";
import { VirtualTime } from "../../simulation/virtual-time.ts";
import { Tiers } from "./tiers.ts";

/** What becomes of a request for these documents; undefined where nothing does. */
type Fault = (request: {
  readonly paths: readonly string[];
  readonly isWrite: boolean;
  readonly nowMs: number;
}) => unknown;

interface Answered {
  readonly uid: string;
  readonly askedMs: number;
  readonly answeredMs: number;
  readonly ok: boolean;
}

const SPAN_MS = 45_000;
/** What a charge may make a call wait, in milliseconds. */
const LONGEST_MS = 5_000;
const UIDS = Array.from({ length: 12 }, (_, index) => `u${String(index)}`);
const rights = { admin: false, roles: [], teams: [], app: null };
const user = (uid: string): Caller => ({ kind: "user", uid, ...rights });
const pathOf = (uid: string) => `_quotas/${callerKey({ kind: "user", uid })}`;
const hangs = Symbol("no answer ever comes");
const LEDGER = "_quotas/budget";
const plenty = resolveBudget({ perDay: { reads: 1e9, writes: 1e9, deletes: 1e9 } });

/** One instance whose callers each read twice a second, within a budget, on a database with faults. */
async function run(seed: number, fault: Fault, budget = plenty): Promise<readonly Answered[]> {
  const time = new VirtualTime();
  const random = seeded(seed);
  const network: Network = {
    delayMs: () => 1 + random() * 5,
    fate: () => "works",
    patienceMs: 700,
  };
  const database = new SimulatedDatabase(time, network);
  const connect = (process: Process) => faulty(database.connect(process), { fault, time });
  const tier = {
    calls: [perMinute(6_000)],
    reads: [perMinute(6_000)],
    writes: [perMinute(1)],
  } as const;
  const tiers = new Tiers({ tiers: { anonymous: tier, user: tier, service: tier, admin: tier } });
  const { quota } = new SimulatedInstance({
    name: "i",
    tiers,
    time,
    database: { connect },
    random,
    budget,
    countsBookkeeping: false,
  });
  const log: Answered[] = [];
  const call = async (uid: string) => {
    const askedMs = time.nowMs;
    const outcome = await quota.charge(user(uid), { calls: 1, reads: 1, writes: 0 }, {}).then(
      ({ ok }) => ok,
      (error: unknown) => {
        expect(error).toMatchObject({ code: "UNAVAILABLE" });
        return false;
      },
    );
    log.push({ uid, askedMs, answeredMs: time.nowMs, ok: outcome });
  };
  for (const uid of UIDS) {
    for (let n = 0; n < (2 * SPAN_MS) / 1_000; n += 1) {
      time.after(random() * SPAN_MS, () => void call(uid));
    }
  }
  await time.run(SPAN_MS + 2 * LONGEST_MS);
  expect(log).toHaveLength((UIDS.length * 2 * SPAN_MS) / 1_000);
  return log;
}

function faulty(
  documents: DocumentStore,
  { fault, time }: { readonly fault: Fault; readonly time: VirtualTime },
): DocumentStore {
  const meet = async <Answer>(
    request: { readonly paths: readonly string[]; readonly isWrite: boolean },
    call: { readonly signal?: AbortSignal },
    send: () => Promise<Answer>,
  ): Promise<Answer> => {
    const thrown = fault({ ...request, nowMs: time.nowMs });
    if (thrown === undefined) return send();
    const { promise, reject } = Promise.withResolvers<Answer>();
    const { isWrite } = request;
    const noAnswer = () =>
      reject(new StoreError("UNAVAILABLE", "no answer", { outcomeUnknown: isWrite }));
    if (thrown === hangs) call.signal?.addEventListener("abort", noAnswer);
    else time.after(5, () => reject(thrown));
    return promise;
  };
  const view: Pick<DocumentStore, "get" | "commit"> = {
    get: (paths, call) => meet({ paths, isWrite: false }, call, () => documents.get(paths, call)),
    commit: (writes, call) => {
      const paths = writes.map(({ path }) => path);
      return meet({ paths, isWrite: true }, call, () => documents.commit(writes, call));
    },
  };
  return view as DocumentStore;
}

const failuresOf = (log: readonly Answered[], of: (answered: Answered) => boolean) =>
  log.filter((answered) => !answered.ok && of(answered));

const error = (code: StoreErrorCode, options = {}) => new StoreError(code, code, options);
const seeds = fc.nat();
const passing = fc.constantFrom<StoreErrorCode>("RESOURCE_EXHAUSTED", "UNAVAILABLE", "INTERNAL");

/** What one record may be stricken with, for good. */
const afflictions = fc.constantFrom<{ readonly name: string; readonly fault: Fault }>(
  { name: "429 of commits", fault: ({ isWrite }) => isWrite && error("RESOURCE_EXHAUSTED") },
  { name: "429 of all", fault: () => error("RESOURCE_EXHAUSTED") },
  { name: "503 of all", fault: () => error("UNAVAILABLE") },
  { name: "400 of commits", fault: ({ isWrite }) => isWrite && error("INVALID_ARGUMENT") },
  { name: "it can't be decoded", fault: ({ isWrite }) => !isWrite && new TypeError("no value") },
  { name: "no answer", fault: () => hangs },
);

describe("faults of quota requests", () => {
  test("that come at random, up to 20 in 100, fail nobody's call", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, passing, fc.constantFrom(1, 10, 20), async (seed, code, percent) => {
        const random = seeded(seed);
        const log = await run(seed, () => (random() * 100 < percent ? error(code) : undefined));
        expect(failuresOf(log, () => true)).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  test("of one caller's own record, or of two, are theirs alone, and bounded", async () => {
    await fc.assert(
      fc.asyncProperty(
        seeds,
        fc.array(afflictions, { minLength: 1, maxLength: 2 }),
        async (seed, stricken) => {
          const fault: Fault = (request) => {
            const index = UIDS.findIndex((uid) => request.paths.includes(pathOf(uid)));
            return stricken[index]?.fault(request) || undefined;
          };
          const log = await run(seed, fault);
          const isStricken = ({ uid }: Answered) => UIDS.indexOf(uid) < stricken.length;
          expect(failuresOf(log, (answered) => !isStricken(answered))).toEqual([]);
          expect(failuresOf(log, isStricken).length).toBeGreaterThan(0);
          for (const { askedMs, answeredMs } of log) {
            expect(answeredMs - askedMs).toBeLessThanOrEqual(LONGEST_MS);
          }
        },
      ),
      { numRuns: 24 },
    );
  });

  test("of the budget's ledger, which takes no writes, fail nobody until the instance has used a hundredth of the budget", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const budget = resolveBudget({ perDay: { reads: 10_000, writes: 1e9, deletes: 1e9 } });
        const isCommit = ({ paths, isWrite }: Parameters<Fault>[0]) =>
          isWrite && paths.includes(LEDGER);
        const fault: Fault = (request) =>
          isCommit(request) ? error("RESOURCE_EXHAUSTED") : undefined;
        const log = await run(seed, fault, budget);
        const admitted = log.filter(({ ok }) => ok);
        expect(admitted).toHaveLength(100);
        // What is admitted goes on to its caller's account, and so is answered a little later.
        const lastMs = Math.max(...admitted.map(({ answeredMs }) => answeredMs)) - 100;
        expect(failuresOf(log, ({ answeredMs }) => answeredMs < lastMs)).toEqual([]);
      }),
      { numRuns: 6 },
    );
  });

  test("of the budget's ledger fail calls within the time of one call, and are over when they are over", async () => {
    const faults = fc.constantFrom<() => unknown>(
      () => error("UNAVAILABLE"),
      () => hangs,
    );
    const [fromMs, untilMs] = [10_000, 30_000];
    await fc.assert(
      fc.asyncProperty(seeds, faults, async (seed, thrown) => {
        const isOut = (nowMs: number) => nowMs >= fromMs && nowMs < untilMs;
        const log = await run(seed, ({ paths, nowMs }) =>
          paths.includes(LEDGER) && isOut(nowMs) ? thrown() : undefined,
        );
        expect(failuresOf(log, ({ askedMs }) => !isOut(askedMs + LONGEST_MS))).toEqual([]);
        for (const { askedMs, answeredMs } of log) {
          expect(answeredMs - askedMs).toBeLessThanOrEqual(LONGEST_MS);
        }
      }),
      { numRuns: 10 },
    );
  });

  test("of the whole database are found within the time of one call, and over when they are over", async () => {
    const outages = fc.constantFrom<() => unknown>(
      () => error("UNAVAILABLE", { unreachable: true }),
      () => error("UNAVAILABLE"),
      () => error("RESOURCE_EXHAUSTED"),
      () => error("PERMISSION_DENIED"),
      () => hangs,
    );
    const [fromMs, untilMs] = [10_000, 30_000];
    await fc.assert(
      fc.asyncProperty(seeds, outages, async (seed, outage) => {
        const isOut = (nowMs: number) => nowMs >= fromMs && nowMs < untilMs;
        const log = await run(seed, ({ nowMs }) => (isOut(nowMs) ? outage() : undefined));
        expect(failuresOf(log, ({ askedMs }) => askedMs < fromMs - LONGEST_MS)).toEqual([]);
        // An exchange under way may be the last to find out.
        expect(failuresOf(log, ({ askedMs }) => askedMs > untilMs + LONGEST_MS)).toEqual([]);
        // By then no lease is left to pay from.
        const during = log.filter(
          ({ askedMs }) => askedMs > fromMs + 12_000 && isOut(askedMs + 100),
        );
        const waited = during.filter(({ askedMs, answeredMs }) => answeredMs - askedMs > 1_000);
        // Two records try in a second, and who comes for the same meanwhile waits with them.
        expect(waited.length).toBeLessThan(during.length / 2);
        const ended = during.filter(({ answeredMs }) => isOut(answeredMs));
        expect(failuresOf(ended, () => true)).toEqual(ended);
      }),
      { numRuns: 20 },
    );
  });
});
