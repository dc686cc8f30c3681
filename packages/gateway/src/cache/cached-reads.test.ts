import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import type { Query } from "../query/query.ts";
import { MemoryStore } from "../documents/memory-store.ts";
import type { DocumentStore, StoreCall, StoredDocument } from "../documents/store.ts";
import type { CacheUse } from "./answers.ts";
import { CachedReads } from "./cached-reads.ts";
import { OwnWrites } from "./own-writes.ts";

const MAX_AGE_MS = 1_000;
const PATHS = ["c/a", "c/b"] as const;
const everything: Query = { collection: "c", orderBy: [] };
const use: CacheUse = { partition: "c", maxBytes: 1_000_000, maxAgeMs: MAX_AGE_MS };

/** What happens, one step after the other; reads take their time in between. */
type Step =
  | {
      readonly kind: "write";
      readonly path: string;
      readonly remove: boolean;
      /** The instance that writes; null for another one. */
      readonly instance: number | null;
    }
  | { readonly kind: "pass"; readonly ms: number }
  | { readonly kind: "serverClock"; readonly ms: number }
  | ReadStep
  | { readonly kind: "look" | "answer"; readonly request: number };

interface ReadStep {
  readonly kind: "read";
  readonly instance: number;
  readonly what: "get" | "query" | "aggregate";
  readonly maxAgeMs: number;
  /** A write that the reader has to see, counted back from the last. */
  readonly write: number | null;
}

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("write" as const),
      path: fc.constantFrom(...PATHS),
      remove: fc.boolean(),
      instance: fc.option(fc.nat(1)),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("read" as const),
      instance: fc.nat(1),
      what: fc.constantFrom("get" as const, "query" as const, "aggregate" as const),
      maxAgeMs: fc.constantFrom(0, 1, 300, MAX_AGE_MS),
      write: fc.option(fc.nat(2)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("pass" as const),
      ms: fc.constantFrom(1, 200, 299, 700, 1_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("serverClock" as const),
      ms: fc.constantFrom(-60_000, 60_000),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom("look" as const, "answer" as const),
      request: fc.nat(3),
    }),
  },
);

const steps = fc.array(step, { maxLength: 60, size: "max" });

/** What the database held, from one write to the next. */
interface State {
  readonly commitTime: string;
  /** By path, the number of the write that left the document. */
  readonly documents: ReadonlyMap<string, number>;
  /** When the next write came; not yet: never. */
  until: { readonly ms: number; readonly step: number };
}

const NEVER = { ms: Infinity, step: Infinity };

/** Two instances before one database, whose every request is looked up and answered when a step says so. */
class World {
  ms = 0;
  step = 0;
  serverMs = 0;
  readonly states: State[] = [{ commitTime: "", documents: new Map(), until: NEVER }];
  readonly requests: Request[] = [];
  readonly checks: Promise<void>[] = [];
  documentsRead = 0;
  documentsPaid = 0;
  readonly #database = new MemoryStore({ now: () => 1_790_000_000_000 + this.ms + this.serverMs });
  /** Their clocks began at different times. */
  readonly #instances = [0, 5_000].map((startedMs) => {
    const monotonic = () => this.ms - startedMs;
    // It can tell only one document or collection from all others, and has to be right all the same.
    const ownWrites = new OwnWrites(monotonic, 1);
    const reads = new CachedReads(this.#slowStore(), { ownWrites, monotonic });
    /** The last state that it has itself written, by path. */
    return { reads, ownWrites, written: new Map<string, number>() };
  });

  async take(taken: Step): Promise<void> {
    this.step += 1;
    switch (taken.kind) {
      case "write":
        await this.#write(taken);
        break;
      case "pass":
        this.ms += taken.ms;
        break;
      case "serverClock":
        this.serverMs += taken.ms;
        break;
      case "read":
        this.checks.push(this.#read(taken));
        await turn();
        break;
      case "look":
        await this.requests[taken.request]?.look();
        break;
      case "answer":
        await this.#answer(taken.request);
        break;
    }
  }

  async end(): Promise<void> {
    while (this.requests.length > 0) await this.#answer(0);
    await Promise.all(this.checks);
  }

  async #answer(index: number): Promise<void> {
    const [request] = this.requests.splice(index, 1);
    await request?.answer();
    // Those who waited for it may have to read after all.
    await turn();
    await turn();
  }

  async #write({ path, remove, instance }: Extract<Step, { kind: "write" }>): Promise<void> {
    const last = this.states.at(-1) as State;
    const number = this.states.length;
    const fields = { number };
    const { commitTime } = await this.#database.commit(
      [remove ? { kind: "delete", path } : { kind: "update", path, fields }],
      {},
    );
    const documents = new Map(last.documents);
    if (remove) documents.delete(path);
    else documents.set(path, number);
    last.until = { ms: this.ms, step: this.step };
    this.states.push({ commitTime, documents, until: NEVER });
    const writer = instance === null ? undefined : this.#instances[instance];
    writer?.ownWrites.record([path]);
    writer?.written.set(path, number);
  }

  /** Reads, and checks that the answer is of a state that the reader may be shown. */
  async #read({ instance, what, maxAgeMs, write }: ReadStep): Promise<void> {
    const cameAt = { ms: this.ms, step: this.step };
    const seen = write === null ? 0 : Math.max(0, this.states.length - 1 - write);
    const notBefore = seen === 0 ? undefined : (this.states[seen] as State).commitTime;
    const { reads, written } = this.#instances[instance] as Instance;
    const own = new Map(written);
    const asked = { ...use, maxAgeMs, notBefore };
    const parts = await PARTS[what](reads, asked, (count) => (this.documentsPaid += count));
    for (const { paths, isOf } of parts) {
      const shown = this.states.filter(
        (state, index) =>
          index >= Math.max(seen, ...paths.map((path) => own.get(path) ?? 0)) &&
          isOf(state.documents) &&
          (state.until.step > cameAt.step || state.until.ms > cameAt.ms - maxAgeMs),
      );
      if (shown.length === 0) throw new Error(`Step ${String(cameAt.step)} was shown the past.`);
    }
  }

  #slowStore(): Pick<DocumentStore, "get" | "query" | "aggregate"> {
    const slow = <T>(look: () => Promise<T>): Promise<T> => {
      const request = new Request(look);
      this.requests.push(request);
      return request.answered as Promise<T>;
    };
    return {
      get: (paths: readonly string[], call: StoreCall) => {
        this.documentsRead += paths.length;
        return slow(() => this.#database.get(paths, call));
      },
      query: (query, call) => slow(() => this.#database.query(query, call)),
      aggregate: (query, aggregates, call) =>
        slow(() => this.#database.aggregate(query, aggregates, call)),
    };
  }
}

/** A read on its way: the database looks when it likes, and the answer takes a while. */
class Request {
  readonly answered: Promise<unknown>;
  readonly #look: () => Promise<unknown>;
  readonly #settle: (answer: unknown) => void;
  #seen: Promise<unknown> | undefined;

  constructor(look: () => Promise<unknown>) {
    this.#look = look;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.answered = promise;
    this.#settle = resolve;
  }

  look(): Promise<unknown> {
    return (this.#seen ??= this.#look());
  }

  async answer(): Promise<void> {
    this.#settle(await this.look());
  }
}

/** What a read showed of these paths, and whether it is what a state held of them. */
interface Part {
  readonly paths: readonly string[];
  readonly isOf: (documents: ReadonlyMap<string, number>) => boolean;
}

interface Instance {
  readonly reads: CachedReads;
  readonly ownWrites: OwnWrites;
  readonly written: Map<string, number>;
}

/** Whether a state is the one that was read; each document of a get may be of another. */
const PARTS = {
  async get(reads: CachedReads, asked: CacheUse, paid: (documents: number) => void) {
    const wanted = PATHS.map((path) => ({ path, use: asked }));
    const found = await reads.get(wanted, {});
    paid(found.filter(({ wasRead }) => wasRead).length);
    return found.map(({ value }, index): Part => {
      const path = PATHS[index] as string;
      return { paths: [path], isOf: (documents) => documents.get(path) === value?.data["number"] };
    });
  },
  async query(reads: CachedReads, asked: CacheUse): Promise<Part[]> {
    const { value } = await reads.query(everything, asked, {});
    return [{ paths: PATHS, isOf: (documents) => isSame(value.documents, documents) }];
  },
  async aggregate(reads: CachedReads, asked: CacheUse): Promise<Part[]> {
    const aggregates = { sum: { sum: ["number"] } } as const;
    const { value } = await reads.aggregate({ query: everything, aggregates }, asked, {});
    const isOf: Part["isOf"] = (documents) =>
      value.values["sum"] === [...documents.values()].reduce((sum, number) => sum + number, 0);
    return [{ paths: PATHS, isOf }];
  },
} as const;

function isSame(found: readonly StoredDocument[], documents: ReadonlyMap<string, number>): boolean {
  return (
    found.length === documents.size &&
    found.every(({ path, data }) => documents.get(path) === data["number"])
  );
}

test("nothing older than maxAgeMs is ever answered, nor from before notBefore or what the instance wrote", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const world = new World();
      for (const one of all) await world.take(one);
      await expect(world.end()).resolves.toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

test("of all readers, exactly one pays for each document that is read", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const world = new World();
      for (const one of all) await world.take(one);
      await world.end();
      expect(world.documentsPaid).toBe(world.documentsRead);
    }),
    { numRuns: 100 },
  );
});

test("who may have memory alone gets what is kept and fresh, and for the rest the reason", async () => {
  let nowMs = 0;
  const store = new MemoryStore({ now: () => nowMs });
  const reads = new CachedReads(store, {
    ownWrites: new OwnWrites(() => nowMs),
    monotonic: () => nowMs,
  });
  const insteadOfReading = new Error("no reads are left");
  await reads.get([{ path: "c/a", use }], {});
  await reads.query(everything, use, {});
  const memoryAlone = { insteadOfReading };
  const get = (path: string, kept?: CacheUse) => reads.get([{ path, use: kept }], memoryAlone);
  expect(await get("c/a", use)).toMatchObject([{ value: null, wasRead: false }]);
  expect(await reads.query(everything, use, memoryAlone)).toHaveProperty("wasRead", false);
  await expect(get("c/b", use)).rejects.toBe(insteadOfReading);
  await expect(get("c/a")).rejects.toBe(insteadOfReading);
  await expect(reads.query(everything, undefined, memoryAlone)).rejects.toBe(insteadOfReading);
  const counted = { query: everything, aggregates: { all: { count: true } } } as const;
  await expect(reads.aggregate(counted, use, memoryAlone)).rejects.toBe(insteadOfReading);
  nowMs += MAX_AGE_MS;
  await expect(get("c/a", use)).rejects.toBe(insteadOfReading);
});
