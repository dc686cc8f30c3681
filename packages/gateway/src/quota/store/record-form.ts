import { z } from "zod";
import { StoreError } from "../../documents/store.ts";
import type { QuotaRecord } from "./quota-store.ts";

/**
 * How records of one kind are read. While a new version is deployed, instances of several versions
 * read and write the same records. So what a record lacks has a default, what it has besides stays
 * as it is, and a field never changes its meaning or its type: what needs another gets a new name.
 */
export interface RecordForm<State extends QuotaRecord> {
  /** Stored with each record by whoever writes it: which of the later fields it has kept up. */
  readonly number: number;
  /** Names of the fields of this form: all others are another version's, and are written as they were. */
  readonly fields: ReadonlySet<string>;
  /** @throws Error for what can't be such a record. */
  read(stored: unknown): State;
}

/** A form as its schema has it, which must take what is there besides: z.looseObject. */
export function formOf<State extends QuotaRecord>(
  number: number,
  schema: z.ZodObject,
): RecordForm<State> {
  return {
    number,
    fields: new Set(Object.keys(schema.shape)),
    read: (stored) => schema.parse(stored) as State,
  };
}

/** A number as records have it: -0 and integers beyond 2^53, for which JSON has no word, are plain numbers here. */
export const number = z
  .union([
    z.number(),
    z.strictObject({ $number: z.literal("-0") }),
    z.strictObject({ $int64: z.string().regex(/^-?\d+$/) }),
  ])
  .transform((stored) => {
    if (typeof stored === "number") return stored;
    return "$int64" in stored ? Number(stored.$int64) : 0;
  });

/** A record, or one of several, that can't be read as what it must be. It is its caller's trouble alone. */
export class MalformedRecordError extends StoreError {
  constructor(cause: unknown, outcomeUnknown: boolean) {
    super("INTERNAL", "a quota's record can't be read", { cause, outcomeUnknown });
  }
}
