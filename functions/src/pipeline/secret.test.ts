import { MemoryStore } from "../documents/memory-store.ts";
import { StoreError } from "../documents/store.ts";
import { Secret } from "./secret.ts";

const storeAt = (nowMs: number) => new MemoryStore({ now: () => nowMs });

describe("the gateway's keys", () => {
  test("are the same on all instances, and others in another database", async () => {
    const store = storeAt(0);
    const [one, another] = await Promise.all([
      new Secret(store).key("cursor", {}),
      new Secret(store).key("cursor", {}),
    ]);
    expect(one).toHaveLength(32);
    expect(another).toEqual(one);
    expect(await new Secret(storeAt(0)).key("cursor", {})).not.toEqual(one);
  });

  test("differ by purpose, and cost one read in all", async () => {
    const store = storeAt(0);
    await new Secret(store).key("cursor", {});
    const get = jest.spyOn(store, "get");
    const secret = new Secret(store);
    const keys = [];
    for (const purpose of ["cursor", "request", "address", "cursor"] as const) {
      keys.push((await secret.key(purpose, {})).toString("hex"));
    }
    expect(new Set(keys).size).toBe(3);
    expect(keys[3]).toBe(keys[0]);
    expect(get).toHaveBeenCalledTimes(1);
  });

  test("a database that can't be reached once is asked again", async () => {
    const store = storeAt(0);
    jest.spyOn(store, "get").mockRejectedValueOnce(new Error("unreachable"));
    const secret = new Secret(store);
    await expect(secret.key("cursor", {})).rejects.toThrow("unreachable");
    expect(await secret.key("cursor", {})).toHaveLength(32);
  });

  test("a call whose time is over takes none along that waits for the key with it", async () => {
    const store = storeAt(0);
    const { promise, reject } = Promise.withResolvers<never>();
    jest.spyOn(store, "get").mockReturnValueOnce(promise);
    const secret = new Secret(store);
    const first = secret.key("cursor", {});
    const second = secret.key("request", {});
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
    const secret = new Secret(store);
    const keys = [secret.key("cursor", {}), secret.key("request", {})];
    for (const key of keys) await expect(key).rejects.toBe(unreachable);
    expect(get).toHaveBeenCalledTimes(1);
  });
});
