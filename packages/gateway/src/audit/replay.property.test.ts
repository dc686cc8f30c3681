import fc from "fast-check";
import { tries } from "../../simulation/soak.ts";
import { anyData, anyone, collection } from "../index.ts";
import { PALETTE } from "../documents/query.arbitrary.ts";
import type { MemoryStore } from "../documents/memory-store.ts";
import { areEqual } from "../values/compare.ts";
import { mapValue } from "../values/map.ts";
import type { Fields } from "../values/value.ts";
import { reasonOf } from "../testing/call-outcome.fixture.ts";
import { memoryGateway } from "../testing/memory-gateway.ts";
import { MEMORY_ROOT as ROOT } from "../testing/memory-rest.ts";
import { replayed, trailOf } from "./trail.fixture.ts";

const collections = [
  collection("kept", {
    schema: anyData(),
    access: { read: anyone(), write: anyone() },
    audit: { versions: true },
  }),
];
const path = fc.constantFrom("kept/a", "kept/b");
const value = fc.constantFrom(...PALETTE.filter((one) => !Object.is(one, -0)));
const data = fc.dictionary(fc.constantFrom("f", "g", "m"), value, {
  maxKeys: 3,
  noNullPrototype: true,
});
const changes = fc.dictionary(
  fc.constantFrom("f", "g", "m.x", "m.y.z"),
  fc.oneof(
    value,
    fc.constantFrom<unknown>(
      { $delete: true },
      { $increment: 2 },
      { $serverTimestamp: true },
      { $arrayUnion: ["a", 2] },
      { $maximum: 3 },
    ),
  ),
  { minKeys: 1, maxKeys: 3, noNullPrototype: true },
);
type SentWrite =
  | { op: "create" | "set" | "update"; path: string; data: object; merge?: true; ifExists?: true }
  | { op: "delete"; path: string };
const write: fc.Arbitrary<SentWrite> = fc.oneof(
  fc.record({ op: fc.constant("create" as const), path, data }),
  fc.record({ op: fc.constant("set" as const), path, data }),
  fc.record({ op: fc.constant("set" as const), path, data, merge: fc.constant(true as const) }),
  fc.record({ op: fc.constant("update" as const), path, data: changes }),
  fc.record({ op: fc.constant("delete" as const), path }),
);
const call = fc.oneof(
  fc.record({
    writes: fc.array(write, { minLength: 1, maxLength: 4 }),
    atomic: fc.boolean(),
    requestId: fc.option(fc.uuid(), { nil: undefined }),
    again: fc.boolean(),
  }),
  fc.record({ rest: fc.constantFrom("patch", "commit", "batchWrite", "transaction"), path }),
);

function isSame(a: Fields | null, b: Fields | null): boolean {
  return a === null || b === null ? a === b : areEqual(mapValue(a), mapValue(b));
}

test("the audit trail of any history of writes comes to the stored documents", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 8 }), async (history) => {
      const stores: MemoryStore[] = [];
      const wrapStore = (store: unknown) => {
        stores.push(store as MemoryStore);
        return store as MemoryStore;
      };
      const gateway = memoryGateway({ collections, wrapStore });
      const ada = gateway.as({ uid: "ada" });
      const service = gateway.restAs({ uid: "billing", claims: { service: "billing" } });
      for (const one of history) {
        if ("rest" in one) {
          await byProtocol(service, one);
          continue;
        }
        const { again, requestId, ...batch } = one;
        const request = { ...batch, ...(requestId !== undefined && { requestId }) };
        await reasonOf(ada.batchWrite(request as never));
        if (again && requestId !== undefined) await reasonOf(ada.batchWrite(request as never));
      }
      const stored = await gateway.documents.list();
      const trail = trailOf(stores[0]?.documents ?? []);
      const told = replayed(trail, isSame);
      expect([...told.keys()].toSorted()).toEqual(Object.keys(stored));
      for (const [name, fields] of told) expect(isSame(fields, stored[name] as Fields)).toBe(true);
    }),
    { numRuns: tries({ short: 150, long: 10_000 }) },
  );
});

type Rest = ReturnType<ReturnType<typeof memoryGateway>["restAs"]>;

async function byProtocol(rest: Rest, one: { rest: string; path: string }): Promise<void> {
  const name = ROOT + one.path;
  const fields = { f: { integerValue: "1" } };
  const counted = { fieldPath: "g", increment: { integerValue: "1" } };
  const writes = [{ update: { name, fields }, updateTransforms: [counted] }];
  if (one.rest === "patch") await rest("PATCH", `documents/${one.path}`, { fields });
  if (one.rest === "commit") {
    await rest("POST", "documents:commit", { writes: [...writes, { delete: name }, ...writes] });
  }
  if (one.rest === "batchWrite") await rest("POST", "documents:batchWrite", { writes });
  if (one.rest !== "transaction") return;
  const begun = await rest("POST", "documents:beginTransaction", { options: {} });
  const { transaction } = begun.body as { transaction: string };
  await rest("POST", "documents:commit", { transaction, writes });
}
