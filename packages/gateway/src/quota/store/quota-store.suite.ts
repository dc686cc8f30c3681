import { randomUUID } from "node:crypto";
import * as z from "zod";
import { formOf, number } from "./record-form.ts";
import { updateOne, type QuotaRecord, type QuotaStore } from "./quota-store.ts";

export type Counter = QuotaRecord & { readonly count: number };

export const counterForm = formOf<Counter>(
  1,
  z.looseObject({ count: number, expiresAtMs: number.nullable() }),
);

const DAY_MS = 86_400_000;

/** What every store of quotas promises. @param open - Another view of the same records each time. */
export function describeQuotaStore(name: string, open: () => QuotaStore<Counter>): void {
  const key = () => `test-${randomUUID()}`;
  const increment = (state: Counter | undefined, moment: { readonly nowMs: number }) => {
    const count = (state?.count ?? 0) + 1;
    return { result: count, write: { count, expiresAtMs: moment.nowMs + DAY_MS } };
  };

  describe(name, () => {
    test("a key that nobody wrote has no state", async () => {
      const { result } = await updateOne(
        { store: open(), key: key() },
        (state) => ({ result: state }),
        {},
      );
      expect(result).toBeUndefined();
    });

    test("the next update sees what the last has written, whoever asks", async () => {
      const mine = key();
      await updateOne({ store: open(), key: mine }, increment, {});
      expect((await updateOne({ store: open(), key: mine }, increment, {})).result).toBe(2);
    });

    test("a decision that writes nothing changes nothing", async () => {
      const [store, mine] = [open(), key()];
      await updateOne({ store, key: mine }, increment, {});
      await updateOne({ store, key: mine }, () => ({ result: "looked" }), {});
      expect(
        (await updateOne({ store, key: mine }, (state) => ({ result: state?.count }), {})).result,
      ).toBe(1);
    });

    test("a decision that throws changes nothing", async () => {
      const [store, mine] = [open(), key()];
      const fault = new Error("a fault in the decision");
      const failing = () => {
        throw fault;
      };
      await expect(updateOne({ store, key: mine }, failing, {})).rejects.toBe(fault);
      expect((await updateOne({ store, key: mine }, increment, {})).result).toBe(1);
    });

    test("none of the updates that come at once is lost, and none is done twice", async () => {
      const [mine, views] = [key(), [open(), open(), open(), open()]];
      const updates = views.flatMap((store) =>
        Array.from({ length: 3 }, () => updateOne({ store, key: mine }, increment, {})),
      );
      const results = (await Promise.all(updates)).map(({ result }) => result);
      expect(results.toSorted((a, b) => a - b)).toEqual(updates.map((_, index) => index + 1));
    });

    test("keys have nothing to do with each other", async () => {
      const store = open();
      await updateOne({ store, key: key() }, increment, {});
      expect((await updateOne({ store, key: key() }, increment, {})).result).toBe(1);
    });

    test("the database's time never goes back", async () => {
      const [store, mine] = [open(), key()];
      let beforeMs = 0;
      for (let update = 0; update < 5; update += 1) {
        const { result, snapshot } = await updateOne(
          { store, key: mine },
          (_, { nowMs }) => ({ result: nowMs, write: { count: update, expiresAtMs: null } }),
          {},
        );
        expect(Number.isInteger(result)).toBe(true);
        expect(result).toBeGreaterThanOrEqual(beforeMs);
        expect(snapshot.moment.nowMs).toBeGreaterThanOrEqual(result);
        beforeMs = snapshot.moment.nowMs;
      }
    });

    test("an update may start from the last one's snapshot", async () => {
      const [store, mine] = [open(), key()];
      const { snapshot } = await updateOne({ store, key: mine }, increment, {});
      expect(snapshot.state?.count).toBe(1);
      expect(
        (await updateOne({ store, key: mine }, increment, { lastKnown: snapshot })).result,
      ).toBe(2);
    });

    test("a snapshot that others have written over is not believed", async () => {
      const [store, mine] = [open(), key()];
      const { snapshot } = await updateOne({ store, key: mine }, increment, {});
      await updateOne({ store: open(), key: mine }, increment, {});
      expect(
        (await updateOne({ store, key: mine }, increment, { lastKnown: snapshot })).result,
      ).toBe(3);
    });

    test("a decision that writes nothing sees what others have written, from a snapshot too", async () => {
      const [store, mine] = [open(), key()];
      const { snapshot } = await updateOne({ store, key: mine }, increment, {});
      await updateOne({ store: open(), key: mine }, increment, {});
      const look = (state: Counter | undefined) => ({ result: state?.count });
      expect((await updateOne({ store, key: mine }, look, { lastKnown: snapshot })).result).toBe(2);
    });

    test("floats, negative numbers and any text as a name come back as they were", async () => {
      const [store, mine] = [open(), key()];
      const state = {
        count: -0.1 - 0.2,
        expiresAtMs: null,
        "movies/{id}: `a.b`": { "a/b": 1 / 3 },
      };
      await updateOne({ store, key: mine }, () => ({ result: 0, write: state }), {});
      expect(
        (await updateOne({ store, key: mine }, (found) => ({ result: found }), {})).result,
      ).toEqual(state);
    });

    test("several records are changed together, each as it was seen", async () => {
      const [store, keys] = [open(), [key(), key()]];
      const swap = (states: readonly (Counter | undefined)[]) => {
        const counts = states.map((state, index) => state?.count ?? index + 1);
        const writes = counts.toReversed().map((count) => ({ count, expiresAtMs: null }));
        return { result: counts, writes };
      };
      const { snapshots } = await store.update(keys, swap, {});
      expect(snapshots.map(({ state }) => state?.count)).toEqual([2, 1]);
      const results = await Promise.all([1, 2, 3].map(() => open().update(keys, swap, {})));
      for (const { result } of results) expect(new Set(result)).toEqual(new Set([1, 2]));
      expect((await store.update(keys, swap, { lastKnown: snapshots })).result).toEqual([1, 2]);
    });

    test("one of several records may be left as it is", async () => {
      const [store, keys] = [open(), [key(), key()]];
      const write = { count: 7, expiresAtMs: null };
      await store.update(keys, () => ({ result: 0, writes: [undefined, write] }), {});
      const look = (states: readonly (Counter | undefined)[]) => {
        return { result: states.map((state) => state?.count), writes: [] };
      };
      expect((await store.update(keys, look, {})).result).toEqual([undefined, 7]);
    });
  });
}
