import type { RowWrite } from "./row-writes.ts";

export interface BatchLimits {
  readonly maxWrites: number;
  /** Of the writes as JSON. A larger write travels alone. */
  readonly maxBytes: number;
}

export type Batch = readonly RowWrite[];

/**
 * Puts writes into batches, in their order. Where the source throws, what it gave before comes
 * first, and then the error.
 */
export async function* inBatches(
  writes: AsyncIterable<RowWrite>,
  { maxWrites, maxBytes }: BatchLimits,
): AsyncGenerator<Batch> {
  let batch: RowWrite[] = [];
  let bytes = 0;
  try {
    for await (const write of writes) {
      if (batch.length === maxWrites || (batch.length > 0 && bytes + write.bytes > maxBytes)) {
        yield batch;
        batch = [];
        bytes = 0;
      }
      batch.push(write);
      bytes += write.bytes;
    }
  } catch (error) {
    if (batch.length > 0) yield batch;
    throw error;
  }
  if (batch.length > 0) yield batch;
}
