import { applyUpdate } from "../values/apply-update.ts";
import { checkLimits, TOO_LARGE } from "../values/document-limits.ts";
import { GatewayError, invalid, type FieldViolation } from "../errors/error.ts";
import { TOO_MANY_INDEX_ENTRIES } from "../values/index-entries.ts";
import type { StoredDocument, StoreError, Write } from "../documents/store.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import { decideWrite, withUnreadableLeft } from "./decide-write.ts";
import type { Known } from "./read-known.ts";

/** A write that was decided. */
export interface Decided {
  readonly write: Write;
  /** The document that it leaves, null for none; undefined where it is not known what is stored. */
  readonly after?: StoredDocument | null;
}

/** {@link decideWrite}, with the document that the write leaves, if it is known what is stored. */
export function decideOutcome(grant: AuthorizedWrite, known: Known): Decided | GatewayError {
  const write = decideWrite(grant, known);
  if (write instanceof GatewayError) return write;
  const stored = known.stored.get(grant.operation.path);
  if (stored === undefined) return { write };
  return { write, after: leftBy(write, stored, grant.now) };
}

/** {@link decideOutcome}, {@link withinLimits}. */
export function decideWithinLimits(grant: AuthorizedWrite, known: Known): Decided | GatewayError {
  const decided = decideOutcome(grant, known);
  return decided instanceof GatewayError ? decided : withinLimits(decided, grant);
}

/** What was decided, or INVALID_DOCUMENT where it would leave a larger document than Firestore stores. */
function withinLimits(decided: Decided, grant: AuthorizedWrite): Decided | GatewayError {
  const { write, after } = decided;
  if (write.kind !== "update" || after === null || after === undefined) return decided;
  const { path } = write;
  const [violation] = checkLimits({ path, fields: after.data, unindexed: grant.unindexed });
  return violation === undefined ? decided : beyondLimits(violation, grant);
}

/**
 * The document that a write leaves of what is stored. The server's time is the call's, and the
 * version stays that of what is stored: what Firestore will make of both, only its answer tells.
 */
function leftBy(write: Write, stored: StoredDocument | null, now: string): StoredDocument | null {
  if (write.kind === "delete") return null;
  if (write.kind === "verify") return stored;
  const data = applyUpdate(stored?.data ?? null, write, now);
  if (stored === null) return { path: write.path, data, createTime: now, updateTime: now };
  return { ...withUnreadableLeft(stored, write), data };
}

/**
 * How Firestore and its emulator say that a document would be too much for them. The emulator
 * counts no index entries, and Firestore calls too many of them FAILED_PRECONDITION.
 */
const REFUSALS: readonly (readonly [RegExp, FieldViolation])[] = [
  [/maximum entity size|exceeds the maximum (allowed size|size allowed)/i, TOO_LARGE],
  [/too many index entries/i, TOO_MANY_INDEX_ENTRIES],
];

/** What Firestore refused in a document as a whole, if that is what it refused. */
export function limitIn({ message }: StoreError): FieldViolation | undefined {
  return REFUSALS.find(([words]) => words.test(message))?.[1];
}

/**
 * What the caller is told of a refusal of Firestore's, where its own measure of documents counts
 * and not ours: the entries of composite indexes, for example, only it can count.
 */
export function explainRefusal(
  error: StoreError,
  grants: readonly AuthorizedWrite[],
): StoreError | GatewayError {
  const violation = limitIn(error);
  if (violation === undefined) return error;
  const writing = grants.filter(({ write }) => write !== null);
  const named = writing.filter(({ operation: { path } }) =>
    error.message.includes(`/documents/${path}'`),
  );
  const [blamed, ...others] = named.length > 0 ? named : writing;
  return beyondLimits(violation, others.length === 0 ? blamed : undefined);
}

/** The error for a write that leaves too large a document. It names no write if none is given. */
function beyondLimits(violation: FieldViolation, blamed: AuthorizedWrite | undefined) {
  const { message, details } = invalid("INVALID_DOCUMENT", [violation]);
  const index = blamed?.position.index;
  return new GatewayError("INVALID_DOCUMENT", message, {
    ...details,
    ...(blamed && { path: blamed.operation.path }),
    ...(index !== undefined && { index }),
  });
}
