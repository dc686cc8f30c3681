import { MemoryStore } from "./documents/memory-store.ts";
import { StoreError, type DocumentStore } from "./documents/store.ts";
import { Secret } from "./secret.ts";

const storeAt = (nowMs: number) => new MemoryStore({ now: () => nowMs });
const clock = { ms: 0 };
const open = (store: DocumentStore) =>
  new Secret(store, { collection: "_secrets", monotonic: () => clock.ms });

describe("the gateway's keys", () => {
  test("are the same on all instances, and others in another database", async () => {
    const store = storeAt(0);
    const [one, another] = await Promise.all([
      open(store).key("cursor", {}),
      open(store).key("cursor", {}),
    ]);
    expect(one).toHaveLength(32);
    expect(another).toEqual(one);
    expect(await open(storeAt(0)).key("cursor", {})).not.toEqual(one);
  });

  test("differ by purpose, and cost one read in all", async () => {
    const store = storeAt(0);
    await open(store).key("cursor", {});
    const get = jest.spyOn(store, "get");
    const secret = open(store);
    const keys = [];
    for (const purpose of ["cursor", "address", "cursor"] as const) {
      keys.push((await secret.key(purpose, {})).toString("hex"));
    }
    expect(new Set(keys).size).toBe(2);
    expect(keys[2]).toBe(keys[0]);
    expect(get).toHaveBeenCalledTimes(1);
  });

  test("a database that can't be reached once is asked again", async () => {
    const store = storeAt(0);
    jest.spyOn(store, "get").mockRejectedValueOnce(new Error("unreachable"));
    const secret = open(store);
    await expect(secret.key("cursor", {})).rejects.toThrow("unreachable");
    expect(await secret.key("cursor", {})).toHaveLength(32);
  });

  test("a call whose time is over takes none along that waits for the key with it", async () => {
    const store = storeAt(0);
    const { promise, reject } = Promise.withResolvers<never>();
    jest.spyOn(store, "get").mockReturnValueOnce(promise);
    const secret = open(store);
    const first = secret.key("cursor", {});
    const second = secret.key("cursor", {});
    const leaving = new AbortController();
    const third = secret.key("address", { signal: leaving.signal });
    leaving.abort();
    await expect(third).rejects.toMatchObject({ code: "UNAVAILABLE" });
    reject(new StoreError("UNAVAILABLE", "No answer from Firestore in time."));
    await expect(first).rejects.toThrow("in time");
    expect(await second).toHaveLength(32);
  });

  test("where there is no connection, it is tried once for all who wait", async () => {
    const store = storeAt(0);
    const unreachable = new StoreError("UNAVAILABLE", "refused", { unreachable: true });
    const get = jest.spyOn(store, "get").mockRejectedValue(unreachable);
    const secret = open(store);
    const keys = [secret.key("cursor", {}), secret.key("address", {})];
    for (const key of keys) await expect(key).rejects.toBe(unreachable);
    expect(get).toHaveBeenCalledTimes(1);
  });

  test("are asked for once a minute, and no call waits for that", async () => {
    const store = storeAt(0);
    const secret = open(store);
    const key = await secret.key("cursor", {});
    const get = jest.spyOn(store, "get").mockReturnValue(new Promise(() => undefined));
    for (let second = 0; second < 180; second += 1) {
      clock.ms += 1_000;
      expect(await secret.key("cursor", {})).toBe(key);
    }
    expect(get).toHaveBeenCalledTimes(3);
  });

  test("that were lost under running instances are stored again by the first to notice", async () => {
    const store = storeAt(0);
    const running = open(store);
    const key = await running.key("address", {});
    await store.commit([{ kind: "delete", path: "_secrets/gateway" }], {});
    clock.ms += 60_000;
    await running.key("cursor", {});
    await new Promise(setImmediate);
    expect(await open(store).key("address", {})).toEqual(key);
    expect(await running.key("address", {})).toBe(key);
  });

  test("are soon the same on all instances, where another was made before that", async () => {
    const store = storeAt(0);
    const running = [open(store), open(store)];
    const before = await Promise.all(running.map((of) => of.key("address", {})));
    await store.commit([{ kind: "delete", path: "_secrets/gateway" }], {});
    const made = await open(store).key("address", {});
    expect(made).not.toEqual(before[0]);
    clock.ms += 60_000;
    await Promise.all(running.map((of) => of.key("cursor", {})));
    await new Promise(setImmediate);
    for (const of of running) expect(await of.key("address", {})).toEqual(made);
  });

  test("are none that anybody could guess: what is no key of 32 bytes is refused, and not taken", async () => {
    const store = storeAt(0);
    const secret = open(store);
    const key = await secret.key("cursor", {});
    for (const wrong of ["", "short", 7, null]) {
      const fields = { key: wrong };
      await store.commit([{ kind: "update", path: "_secrets/gateway", fields }], {});
      await expect(open(store).key("cursor", {})).rejects.toThrow(
        "_secrets/gateway must be 32 bytes",
      );
      clock.ms += 60_000;
      await secret.key("cursor", {});
      await new Promise(setImmediate);
      expect(await secret.key("cursor", {})).toBe(key);
    }
  });

  test("of another version's form are read all the same", async () => {
    const store = storeAt(0);
    const key = Buffer.alloc(32, 7).toString("base64url");
    for (const fields of [{ key }, { key, form: 9, later: [1] }]) {
      await store.commit([{ kind: "update", path: "_secrets/gateway", fields }], {});
      expect(await open(store).key("cursor", {})).toHaveLength(32);
    }
  });
});
