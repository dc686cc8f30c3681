import * as z from "zod";
import { fields, inDatabase, optional, text, time, value } from "./common.ts";
import { subject } from "./quota.ts";
import { request } from "./request.ts";
import { once, updateTime } from "./write.ts";

/** Most changes that one listChanges may ask for. */
const MAX_CHANGES = 100;

/** The id of a change, as listChanges tells it. */
const changeId = z
  .string()
  .regex(/^[A-Za-z0-9]{20}-\d{5}$/, "must be the id of a change, as listChanges tells it");

/** Whose changes: those of a document, of a caller, or what admins have commanded. */
const selectors = {
  path: optional(text),
  caller: optional(subject),
  commands: optional(z.literal(true)),
};

/** The request of listChanges: one of the three. */
export const changesRequest = request(() => ({
  ...inDatabase,
  ...selectors,
  /** Whether what the documents were is wanted too, where versions are kept. */
  versions: optional(z.literal(true)),
  limit: optional(z.int().min(1).max(MAX_CHANGES)),
  cursor: optional(z.string()),
}));

/** One entry of the audit trail. */
export const change = z.lazy(() =>
  z.strictObject({
    /** By which restoreVersion takes it back. */
    id: z.string(),
    /** When: the time that a serverTimestamp of the same commit is. */
    at: time,
    /** The version, an updateTime, that what was changed has by it. */
    version: time,
    /** The caller's own name: `user:<uid>`, `service:<name>` or `anonymous`. */
    caller: z.string(),
    /** The caller in the log; `anonymous` without a token. */
    key: z.string(),
    /** The callable, or `firestore.<method>`. */
    callable: z.string(),
    requestId: optional(z.string()),
    path: optional(z.string()),
    /** As it was declared. */
    collection: optional(z.string()),
    operation: optional(z.enum(["create", "set", "update", "delete"])),
    /**
     * Field paths that the write wrote; where versions are kept, that it changed. Absent where the
     * admin may not read the document.
     */
    fields: optional(z.array(z.string())),
    /** It was more fields than are told. */
    moreFields: optional(z.literal(true)),
    /** Where versions are kept: the version before, null where there was no document. */
    fromVersion: optional(time.nullable()),
    /** The version lacks fields of types that the gateway doesn't know. */
    isPartial: optional(z.literal(true)),
    /** The document before, null where there was none; where it was asked for, is kept and may be read. */
    before: optional(fields.nullable()),
    /** Beside `before`: the values that fields had and have. */
    values: optional(
      z.array(
        z.strictObject({ field: z.string(), before: optional(value), after: optional(value) }),
      ),
    ),
    /** Of a command: its request. */
    command: optional(fields),
  }),
);

/** The request of restoreVersion. */
export const restoreRequest = request(() => ({
  ...inDatabase,
  change: changeId,
  ifUpdateTime: optional(updateTime),
  ...once,
}));
