import * as z from "zod";
import { StoreError } from "../../documents/store.ts";
import type { QuotaRecord } from "./quota-store.ts";

/**
 * How records of one kind are read. While a new version is deployed, instances of several versions
 * read and write the same records. So what a record lacks has a default, what it has besides stays
 * as it is, and a field never changes its meaning or its type: what needs another gets a new name.
 */
export interface RecordForm<State extends QuotaRecord> {
  /** The version of the form, which is stored with each record by whoever writes it. */
  readonly number: number;
  /** The names of the fields of this form. All others are another version's, and are written as they were. */
  readonly fields: ReadonlySet<string>;
  /** Reads a stored state. @throws Error for one that is malformed. */
  read(stored: unknown): State;
}

/** The form of a schema, which must be a z.looseObject, so that it takes other fields too. */
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

/** A number as records have it: -0 and integers beyond 2^53, which are tagged in JSON, are read as plain numbers. */
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

/** A record, or one of several, is malformed. This concerns its caller alone. */
export class MalformedRecordError extends StoreError {
  constructor(cause: unknown, outcomeUnknown: boolean) {
    super("INTERNAL", "a quota's record can't be read", { cause, outcomeUnknown });
  }
}
