import { MemoryStore } from "../documents/memory-store.ts";
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
});
