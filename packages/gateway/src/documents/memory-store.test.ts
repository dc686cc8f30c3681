import { MemoryStore } from "./memory-store.ts";
import { documentStoreContract } from "./store.suite.ts";

const memory = new MemoryStore({ now: Date.now });

documentStoreContract(memory);

test("of two transactions that have read and write one document exactly one is aborted", async () => {
  const { transactions } = memory;
  const path = "raced/a";
  const begin = () => transactions.begin({ readOnly: false }, {});
  const ids = [await begin(), await begin()];
  for (const transaction of ids) await memory.get([path], { transaction });
  const commit = (transaction: string, n: number) =>
    memory.commit([{ kind: "update", path, fields: { n } }], { transaction });
  const outcomes = await Promise.allSettled(ids.map(commit));
  const failed = outcomes.filter(({ status }) => status === "rejected");
  expect(failed).toEqual([
    expect.objectContaining({ reason: expect.objectContaining({ code: "ABORTED" }) }),
  ]);
});
