import * as z from "zod";
import type { Fields, Value } from "../values/value.ts";

export const text = z.string().max(6144);

/**
 * A key that may be missing. By its type none is undefined, as none is in JSON; that is not checked,
 * as zod's own `exactOptional` does by running the schema on what is missing, to drop what it finds
 * wrong: of a batch of 64 writes, that is three quarters of the 80 µs that its schema takes.
 */
export function optional<Schema extends z.ZodType>(schema: Schema): z.ZodExactOptional<Schema> {
  return z.optional(schema) as z.ZodType as z.ZodExactOptional<Schema>;
}

/** Fields as they came, by reference: what is in them is checked after the caller is authorized. */
export const fields = z.custom<Fields>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "must be a map",
);
export const value = z.custom<Value>((item) => item !== undefined, "is missing");

/** The id of the database, one of those that the gateway declares. Without it, the gateway's own. */
export const inDatabase = { database: optional(text) };

/** RFC 3339, UTC, with microseconds. */
export const time = z.string();
/** Times as callers may give them back. */
export const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/** Operations that Firestore bills at least for the caller's own documents. */
export const usage = z.lazy(() =>
  z.strictObject({
    reads: z.number(),
    writes: z.number(),
    deletes: z.number(),
    /** The answer came from memory: nothing was read for it. */
    cached: optional(z.literal(true)),
  }),
);

export const document = z.lazy(() =>
  z.strictObject({
    path: z.string(),
    id: z.string(),
    data: fields,
    createTime: time,
    updateTime: time,
  }),
);

/** Documents that the caller may read, each with the first field, as a field path, that can't be read. */
export const unreadable = z.lazy(() =>
  z.array(z.strictObject({ path: z.string(), field: z.string() })),
);

export type Usage = z.infer<typeof usage>;
