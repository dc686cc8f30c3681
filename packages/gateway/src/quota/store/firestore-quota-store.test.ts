import { MemoryStore } from "../../documents/memory-store.ts";
import {
  StoreError,
  type DocumentStore,
  type StoreCall,
  type StoreErrorCode,
  type Write,
} from "../../documents/store.ts";
import type { Clock } from "../clock.ts";
import { FirestoreQuotaStore } from "./firestore-quota-store.ts";
import { updateOne } from "./quota-store.ts";
import { counterForm, describeQuotaStore, type Counter } from "./quota-store.suite.ts";

const NOW = 1_790_000_000_000;
const collection = "_quotas";

/** A database whose answers the test can lose, and a writer on it. */
function setUp() {
  const world = { ms: 0, slept: 0 };
  const clock: Clock = {
    monotonic: () => world.ms,
    sleep: (_, signal) => {
      world.slept += 1;
      return signal?.aborted === true ? Promise.reject(new Error("aborted")) : Promise.resolve();
    },
    timeout: () => new AbortController().signal,
    random: () => 0.5,
  };
  const database = new MemoryStore({ now: () => NOW + world.ms });
  /** What happens to the commits to come, one after the other; then they just work. */
  const fates: ((apply: () => Promise<unknown>) => Promise<unknown>)[] = [];
  const requests = { gets: 0, commits: 0 };
  const readFaults: StoreErrorCode[] = [];
  const failReads = (times: number, code: StoreErrorCode) => {
    readFaults.push(...Array<StoreErrorCode>(times).fill(code));
  };
  const documents: Pick<DocumentStore, "get" | "commit"> = {
    get: (paths, call) => {
      requests.gets += 1;
      const code = readFaults.shift();
      if (code !== undefined) return Promise.reject(new StoreError(code, "a read fails"));
      return database.get(paths, call);
    },
    commit: async (writes: readonly Write[], call: StoreCall) => {
      requests.commits += 1;
      const apply = () => database.commit(writes, call);
      const fate = fates.shift();
      if (fate !== undefined) await fate(apply);
      return apply();
    },
  };
  const open = () =>
    new FirestoreQuotaStore<Counter>({
      documents: documents as DocumentStore,
      collection,
      clock,
      form: counterForm,
    });
  return { store: open(), open, database, fates, failReads, requests, world };
}

const lost = () => new StoreError("UNAVAILABLE", "the answer was lost", { outcomeUnknown: true });

const increment = (state: Counter | undefined) => {
  const count = (state?.count ?? 0) + 1;
  return { result: count, write: { count, expiresAtMs: null } };
};

describeQuotaStore("Firestore quota store, on documents in memory", setUp().open);

describe("Firestore quota store", () => {
  const stored = async (database: MemoryStore) =>
    (await database.get([`${collection}/ada`], {})).documents[0]?.data;

  test("an update costs one read and one write; from a snapshot, one write", async () => {
    const { store, requests } = setUp();
    const { snapshot } = await updateOne({ store, key: "ada" }, increment, {});
    expect(requests).toEqual({ gets: 1, commits: 1 });
    await updateOne({ store, key: "ada" }, increment, { lastKnown: snapshot });
    expect(requests).toEqual({ gets: 1, commits: 2 });
  });

  test("an answer lost after the write was applied is settled by reading, not by writing again", async () => {
    const { store, fates, requests } = setUp();
    fates.push(async (apply) => {
      await apply();
      throw lost();
    });
    expect((await updateOne({ store, key: "ada" }, increment, {})).result).toBe(1);
    expect(requests).toEqual({ gets: 2, commits: 1 });
  });

  test("so it is when others have written over it meanwhile", async () => {
    const { store, open, fates, database } = setUp();
    fates.push(async (apply) => {
      await apply();
      await updateOne({ store: open(), key: "ada" }, increment, {});
      await updateOne({ store: open(), key: "ada" }, increment, {});
      throw lost();
    });
    expect((await updateOne({ store, key: "ada" }, increment, {})).result).toBe(1);
    expect(await stored(database)).toMatchObject({ state: { count: 3 } });
  });

  test("a write that was lost on its way is done again", async () => {
    const { store, fates, database } = setUp();
    fates.push(() => Promise.reject(lost()));
    expect((await updateOne({ store, key: "ada" }, increment, {})).result).toBe(1);
    expect(await stored(database)).toMatchObject({ state: { count: 1 } });
  });

  test("a write that arrives after its repetition does nothing", async () => {
    const { store, fates, database } = setUp();
    let arrive = () => Promise.resolve<unknown>(undefined);
    fates.push((apply) => {
      arrive = apply;
      return Promise.reject(lost());
    });
    await updateOne({ store, key: "ada" }, increment, {});
    await expect(arrive()).rejects.toThrow(StoreError);
    expect(await stored(database)).toMatchObject({ state: { count: 1 } });
  });

  test("a write that arrives before its repetition is the one that counts", async () => {
    const { store, fates, database } = setUp();
    let arrive = () => Promise.resolve<unknown>(undefined);
    fates.push((apply) => {
      arrive = apply;
      return Promise.reject(lost());
    });
    // When the repetition is on its way, the first one gets in before it.
    fates.push(() => arrive());
    const results: number[] = [];
    const { result } = await updateOne(
      { store, key: "ada" },
      (state: Counter | undefined) => {
        results.push(results.length);
        return { ...increment(state), result: results.length };
      },
      {},
    );
    expect(result).toBe(1);
    expect(await stored(database)).toMatchObject({ state: { count: 1 } });
  });

  test("a lost write is shut out even by a decision that writes nothing", async () => {
    const { store, fates, database } = setUp();
    await updateOne({ store, key: "ada" }, increment, {});
    let arrive = () => Promise.resolve<unknown>(undefined);
    fates.push((apply) => {
      arrive = apply;
      return Promise.reject(lost());
    });
    let decisions = 0;
    const onlyOnce = (state: Counter | undefined) => {
      decisions += 1;
      return decisions === 1 ? increment(state) : { result: 0 };
    };
    expect((await updateOne({ store, key: "ada" }, onlyOnce, {})).result).toBe(0);
    await expect(arrive()).rejects.toThrow(StoreError);
    expect(await stored(database)).toMatchObject({ state: { count: 1 } });
  });

  test("what another version has written besides is kept, and the form is that of the last writer", async () => {
    const { store, database } = setUp();
    const state = { count: 1, expiresAtMs: null, later: { of: "a newer one" } };
    const fields = { state, updates: {}, form: 2, also: [7] };
    await database.commit([{ kind: "update", path: `${collection}/ada`, fields }], {});
    const { snapshot } = await updateOne({ store, key: "ada" }, increment, {});
    await updateOne({ store, key: "ada" }, increment, { lastKnown: snapshot });
    expect(await stored(database)).toMatchObject({
      state: { count: 3, later: { of: "a newer one" } },
      form: 1,
      also: [7],
    });
  });

  test("a record with a value that can't be read is not taken for one without it", async () => {
    const { open, database } = setUp();
    await updateOne({ store: open(), key: "ada" }, increment, {});
    const get = database.get.bind(database);
    jest.spyOn(database, "get").mockImplementation(async (...asked) => {
      const { documents, readTime } = await get(...asked);
      const unreadable = [{ field: ["state", "override"], stored: null }];
      return { documents: documents.map((of) => of && { ...of, unreadable }), readTime };
    });
    const update = updateOne({ store: open(), key: "ada" }, increment, {});
    await expect(update).rejects.toThrow("can't be read");
  });

  test("a process that was stopped for too long says that it doesn't know", async () => {
    const { store, fates, world } = setUp();
    fates.push(() => {
      world.ms += 31_000;
      return Promise.reject(lost());
    });
    await expect(updateOne({ store, key: "ada" }, increment, {})).rejects.toMatchObject({
      outcomeUnknown: true,
    });
  });

  test.each(["RESOURCE_EXHAUSTED", "UNAVAILABLE"] as const)(
    "a write or a read that fails with %s is tried again, and done once",
    async (code) => {
      const { store, fates, database, failReads } = setUp();
      const failing = () => Promise.reject(new StoreError(code, "too hot"));
      fates.push(failing, failing);
      failReads(3, code);
      expect((await updateOne({ store, key: "ada" }, increment, {})).result).toBe(1);
      expect(await stored(database)).toMatchObject({ state: { count: 1 } });
    },
  );

  test("a fault that lasts is told as it is, when the time is over", async () => {
    const { store, fates } = setUp();
    const controller = new AbortController();
    const failing = () => Promise.reject(new StoreError("RESOURCE_EXHAUSTED", "too hot"));
    fates.push(failing, failing, () => {
      setImmediate(() => controller.abort());
      return failing();
    });
    for (let attempt = 0; attempt < 50; attempt += 1) fates.push(failing);
    const update = updateOne({ store, key: "ada" }, increment, { signal: controller.signal });
    await expect(update).rejects.toMatchObject({
      code: "RESOURCE_EXHAUSTED",
      outcomeUnknown: false,
    });
  });

  test("what no repetition mends is not tried again", async () => {
    const { store, requests, failReads } = setUp();
    failReads(1, "PERMISSION_DENIED");
    await expect(updateOne({ store, key: "ada" }, increment, {})).rejects.toMatchObject({
      code: "PERMISSION_DENIED",
    });
    expect(requests).toEqual({ gets: 1, commits: 0 });
  });

  test("when others keep winning, it gives up and says so", async () => {
    const { store, open, fates, world } = setUp();
    const interfere = async () => {
      await updateOne({ store: open(), key: "ada" }, increment, {});
    };
    for (let attempt = 0; attempt < 50; attempt += 1) {
      fates.push(interfere, () => Promise.resolve());
    }
    await expect(updateOne({ store, key: "ada" }, increment, {})).rejects.toMatchObject({
      code: "ABORTED",
      outcomeUnknown: false,
    });
    expect(world.slept).toBe(29);
  });

  test("ends with its signal, between two attempts too", async () => {
    const { store, fates } = setUp();
    const controller = new AbortController();
    fates.push(() => {
      controller.abort();
      return Promise.reject(new StoreError("ABORTED", "contention"));
    });
    const update = updateOne({ store, key: "ada" }, increment, { signal: controller.signal });
    await expect(update).rejects.toMatchObject({ code: "ABORTED" });
  });

  test("that found the database in reach is out of time for the races it lost, and says so", async () => {
    const { store, fates } = setUp();
    const controller = new AbortController();
    fates.push(
      () => Promise.reject(new StoreError("ABORTED", "contention")),
      () => {
        controller.abort();
        return Promise.reject(lost());
      },
    );
    const update = updateOne({ store, key: "ada" }, increment, { signal: controller.signal });
    await expect(update).rejects.toMatchObject({ code: "ABORTED", outcomeUnknown: true });
  });

  test("the document is deleted when its record says nothing any more, and every writer knows its fate", async () => {
    const { store, database } = setUp();
    await updateOne(
      { store, key: "ada" },
      () => ({ result: 0, write: { count: 0, expiresAtMs: NOW } }),
      {},
    );
    const expiresAt = { $timestamp: new Date(NOW + 60_000).toISOString() };
    expect(await stored(database)).toMatchObject({ expiresAt });
  });

  test("a record without an end is kept", async () => {
    const { store, database } = setUp();
    await updateOne({ store, key: "ada" }, increment, {});
    expect(await stored(database)).not.toHaveProperty("expiresAt");
  });

  test("a record remembers the updates of the last minute only", async () => {
    const { store, database, world } = setUp();
    for (let update = 0; update < 10; update += 1) {
      world.ms += 10_000;
      await updateOne({ store, key: "ada" }, increment, {});
    }
    const { updates } = (await stored(database)) as { updates: object };
    expect(Object.keys(updates).length).toBeLessThanOrEqual(6);
  });
});
