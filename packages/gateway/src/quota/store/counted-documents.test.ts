import { MemoryStore } from "../../documents/memory-store.ts";
import type { Write } from "../../documents/store.ts";
import { NO_USAGE, plus } from "../budget/budget.ts";
import { countedDocuments } from "./counted-documents.ts";

function setUp() {
  const world = { used: NO_USAGE };
  const database = new MemoryStore({ now: () => 1_790_000_000_000 });
  const documents = countedDocuments(database, (usage) => (world.used = plus(world.used, usage)));
  return { world, documents };
}

const set = (path: string): Write => ({ kind: "update", path, fields: {} });
const list = (collection: string) => ({ collection, orderBy: [] });

describe("what the gateway's own bookkeeping costs", () => {
  test("is each of its documents, alone or among those of callers", async () => {
    const { world, documents } = setUp();
    await documents.commit([set("notes/a"), set("_requests/a"), set("_requests/b")], {});
    await documents.get(["notes/a", "_quotas/a"], {});
    await documents.commit([{ kind: "delete", path: "_requests/a" }], {});
    expect(world.used).toEqual({ reads: 1, writes: 2, deletes: 1 });
  });

  test("is what a query finds, and a read where it finds nothing", async () => {
    const { world, documents } = setUp();
    await documents.query(list("_overrides"), {});
    expect(world.used.reads).toBe(1);
    await documents.commit(
      ["a", "b", "c"].map((id) => set(`_overrides/${id}`)),
      {},
    );
    await documents.query(list("_overrides"), {});
    expect(world.used.reads).toBe(1 + 3);
  });

  test("is nothing that callers have asked for", async () => {
    const { world, documents } = setUp();
    await documents.commit([set("notes/a"), set("notes/_requests")], {});
    await documents.get(["notes/a", "notes/_requests"], {});
    await documents.query(list("notes"), {});
    expect(world.used).toEqual(NO_USAGE);
  });
});
