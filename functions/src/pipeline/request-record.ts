import { createHash } from "node:crypto";
import type { Caller } from "../contract/caller.ts";
import { GatewayError } from "../contract/error.ts";
import { padTimestamp } from "../contract/timestamp.ts";
import type { StoredDocument, Write } from "../documents/store.ts";
import { callerKey } from "../quota/caller-key.ts";

/** How long a request can be repeated, in milliseconds. */
const REPLAY_WINDOW_MS = 24 * 60 * 60 * 1000;
/** The form of a record: which of the later fields its writer knew. What a reader doesn't know of it changes nothing. */
const FORM = 1;
/** The field after which Firestore deletes a record. */
export const RECORD_TTL_FIELD = "expiresAt";

/** What tells one request from another: the record of it is written with its writes, or not at all. */
export interface RequestRecord {
  readonly path: string;
  /** Of what was asked: the same id with other content is an error. */
  readonly hash: string;
}

export interface RecordedRequest {
  readonly caller: Caller;
  readonly callable: string;
  readonly requestId: string;
  /** What was asked; the position of an item that stands alone. */
  readonly content: unknown;
  readonly index?: number;
}

/**
 * The record of a request. Two callers never share one. Its id is a hash without a key: nobody but
 * the gateway sees it, and a key may be lost under running instances, which would then look for
 * what others have recorded in another place, and apply it twice.
 */
export function recordOf(request: RecordedRequest): RequestRecord {
  const { caller, callable, requestId, index, content } = request;
  const identity = JSON.stringify([
    callerKey(caller),
    callable,
    requestId.toLowerCase(),
    index ?? null,
  ]);
  const id = createHash("sha256").update(identity).digest("base64url");
  return {
    path: `_requests/${id}`,
    hash: createHash("sha256").update(canonicalJson(content)).digest("base64url"),
  };
}

/**
 * The write that makes the record, refused if the request was recorded meanwhile. What is left of
 * an expired one is replaced.
 *
 * @param documentPath path of the document under an id that the gateway chose
 */
export function toRecordWrite(
  { path, hash }: RequestRecord,
  expired: StoredDocument | null,
  { nowMs, documentPath }: { nowMs: number; documentPath: string | undefined },
): Write {
  const expiresAt = padTimestamp(new Date(nowMs + REPLAY_WINDOW_MS).toISOString());
  return {
    kind: "update",
    path,
    fields: {
      hash,
      form: FORM,
      ...(documentPath !== undefined && { documentPath }),
      [RECORD_TTL_FIELD]: { $timestamp: expiresAt },
    },
    precondition: expired === null ? { exists: false } : { updateTime: expired.updateTime },
  };
}

/** What an earlier request with the same id did. */
export interface Replay {
  readonly commitTime: string;
  readonly documentPath?: string;
}

/**
 * What the stored record says: the replay of a request that was applied, or undefined where it was
 * not, or too long ago. `readTime` is the server's.
 *
 * @throws GatewayError REQUEST_ID_REUSED
 */
export function replayOf(
  { hash }: RequestRecord,
  stored: StoredDocument | null,
  readTime: string,
): Replay | undefined {
  if (stored === null || isExpired(stored, readTime)) return undefined;
  if (stored.data["hash"] !== hash) {
    throw new GatewayError(
      "REQUEST_ID_REUSED",
      "This requestId was used for another request. Make a new one for each request, and repeat it only with the same content.",
    );
  }
  const { documentPath } = stored.data;
  return {
    commitTime: stored.updateTime,
    ...(typeof documentPath === "string" && { documentPath }),
  };
}

function isExpired({ updateTime }: StoredDocument, readTime: string): boolean {
  return Date.parse(readTime) - Date.parse(updateTime) > REPLAY_WINDOW_MS;
}

/** JSON in which the order of keys makes no difference. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
