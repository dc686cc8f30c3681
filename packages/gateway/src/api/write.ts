import * as z from "zod";
import { MAX_FILTERS } from "./filter-count.ts";
import { fields, optional, text, time, TIME, usage, value } from "./common.ts";

/** Most writes in one batchWrite that is not atomic: what Firestore's own batchWrite takes. */
export const MAX_WRITES = 500;
/**
 * Most writes in one that is atomic. Firestore bounds a commit by its 10 MiB alone, as a request is
 * bounded here; more writes than these take it longer than callers wait.
 */
export const MAX_ATOMIC_WRITES = 10_000;

/** Names a request, so that sending it again within 24 hours applies it once and answers alike. */
const requestId = z.uuid();
/** The request had been applied before; this is what it did then. */
export const replayed = z.literal(true);
export const once = { requestId: optional(requestId) };

export const updateTime = z
  .string()
  .regex(TIME, "must be the updateTime of a document, as an answer gave it");

export const merge = z.union(
  [z.literal(true), z.array(text).min(1).max(MAX_FILTERS)],
  "must be true, or a list of field paths",
);

/**
 * What came of each transform that was sent, in order: null for arrays, as in Firestore, and for
 * what the caller may not read. Absent where none was sent.
 */
export const transformResults = z.array(value);

/** A document that was written. */
export const metadata = z.lazy(() =>
  z.strictObject({
    path: z.string(),
    id: z.string(),
    /** Only where the document is new. */
    createTime: optional(time),
    /** The version of the document, for ifUpdateTime. */
    updateTime: time,
  }),
);

export const written = z.lazy(() =>
  z.strictObject({
    document: metadata,
    commitTime: time,
    transformResults: optional(transformResults),
    replayed: optional(replayed),
    usage,
  }),
);

const conditions = { ifUpdateTime: optional(updateTime), ifExists: optional(z.boolean()) };
export const write = z.lazy(() =>
  z.discriminatedUnion(
    "op",
    [
      z.strictObject({ op: z.literal("create"), path: text, data: fields }),
      z.strictObject({
        op: z.literal("set"),
        path: text,
        data: fields,
        merge: optional(merge),
        ...conditions,
      }),
      z.strictObject({ op: z.literal("update"), path: text, data: fields, ...conditions }),
      z.strictObject({ op: z.literal("delete"), path: text, ...conditions }),
      z.strictObject({ op: z.literal("verify"), path: text, ...conditions }),
    ],
    "must be create, set, update, delete or verify",
  ),
);

export type WireWrite = z.infer<typeof write>;
