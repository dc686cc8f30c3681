import fc from "fast-check";
import { inBatches, type Batch } from "./batches.ts";
import type { RowWrite } from "./row-writes.ts";

async function* from(writes: readonly RowWrite[], error?: Error): AsyncGenerator<RowWrite> {
  yield* writes;
  if (error !== undefined) throw error;
}

const writeOf = (bytes: number, at: number): RowWrite => ({
  row: { number: at + 1, line: at + 1, raw: () => "", bytesRead: 0 },
  id: String(at),
  json: "",
  bytes,
});

test("batches hold all writes in order, within both limits, and as many as fit", async () => {
  const property = fc.asyncProperty(fc.array(fc.nat({ max: 50 })), async (sizes) => {
    const writes = sizes.map(writeOf);
    const batches: Batch[] = [];
    for await (const batch of inBatches(from(writes), { maxWrites: 4, maxBytes: 60 }))
      batches.push(batch);
    expect(batches.flat()).toEqual(writes);
    const bytesOf = (batch: Batch): number => batch.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [at, batch] of batches.entries()) {
      const next = batches[at + 1]?.[0];
      expect(bytesOf(batch)).toBeLessThanOrEqual(60);
      expect(batch.length).toBeLessThanOrEqual(4);
      if (next !== undefined)
        expect(batch.length === 4 || bytesOf(batch) + next.bytes > 60).toBe(true);
    }
  });
  await fc.assert(property);
});

test("a write that is too large for any batch travels alone", async () => {
  const batches: Batch[] = [];
  for await (const batch of inBatches(from([1, 100, 1].map(writeOf)), {
    maxWrites: 4,
    maxBytes: 60,
  })) {
    batches.push(batch);
  }
  expect(batches.map((batch) => batch.map(({ bytes }) => bytes))).toEqual([[1], [100], [1]]);
});

test("what came before a fault comes before it", async () => {
  const batches = inBatches(from([1, 1, 1].map(writeOf), new Error("torn")), {
    maxWrites: 2,
    maxBytes: 60,
  });
  expect((await batches.next()).value).toHaveLength(2);
  expect((await batches.next()).value).toHaveLength(1);
  await expect(batches.next()).rejects.toThrow("torn");
});
