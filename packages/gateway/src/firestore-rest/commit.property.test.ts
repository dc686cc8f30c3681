import fc from "fast-check";
import { compileWrite } from "../documents/rest/compile-write.ts";
import { decodeFields, encodeFields, encodeValue } from "../documents/codec.ts";
import { MemoryStore } from "../documents/memory-store.ts";
import { StoreError, type Write } from "../documents/store.ts";
import { commitTrial } from "../documents/write.arbitrary.ts";
import { anyData, anyone, collection } from "../index.ts";
import type { Fields } from "../values/value.ts";
import { memoryGateway } from "../testing/memory-gateway.ts";
import { MEMORY_ROOT as ROOT } from "../testing/memory-rest.ts";

const rows = collection("rows", {
  schema: anyData(),
  access: { read: anyone(), write: anyone() },
});

test("where everybody may do everything, a commit does what Firestore does with it", async () => {
  let applied = 0;
  await fc.assert(
    fc.asyncProperty(commitTrial(["rows/a", "rows/b"]), async (commits) => {
      const gateway = memoryGateway({ collections: [rows] });
      const store = new MemoryStore({ now: () => 0 });
      for (const commit of commits) {
        const writes = commit.map(({ write }) => write);
        const asked = { writes: writes.map((write) => compileWrite(write, ROOT)) };
        const { status, body } = await gateway.restAs(null)("POST", "documents:commit", asked);
        // What the gateway takes for no write at all, Firestore mostly refuses as well.
        if (statusOf(body) === "INVALID_ARGUMENT") continue;
        const direct = await commitTo(store, writes);
        if (direct === undefined) {
          expect(status).not.toBe(200);
          continue;
        }
        applied += 1;
        expect(status).toBe(200);
        const { writeResults } = body as { writeResults: { transformResults?: unknown }[] };
        expect(writeResults.map(({ transformResults }) => transformResults)).toEqual(direct);
      }
      const stored = Object.entries(await gateway.documents.list()) as [string, Fields][];
      expect(asRead(stored)).toEqual(dataOf(store));
    }),
  );
  expect(applied).toBeGreaterThan(30);
});

/** The transforms' results; undefined where the commit is refused. */
async function commitTo(store: MemoryStore, writes: readonly Write[]) {
  try {
    const { writeResults } = await store.commit(writes, {});
    return writeResults.map(({ transformResults }) =>
      transformResults?.map((value) => encodeValue(value, ROOT)),
    );
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}

function statusOf(body: unknown): string | undefined {
  return (body as { error?: { status: string } }).error?.status;
}

function dataOf({ documents }: MemoryStore) {
  return asRead(Array.from(documents, ({ path, data }) => [path, data]));
}

/** As Firestore's form is read, in which a number has one spelling. */
function asRead(documents: readonly (readonly [string, Fields])[]) {
  return Object.fromEntries(
    documents.map(([path, data]) => [path, decodeFields(encodeFields(data, ROOT), ROOT)]),
  );
}
