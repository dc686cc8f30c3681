import { createHash } from "node:crypto";
import type { Caller } from "../caller/caller.ts";
import { GatewayError } from "../errors/error.ts";
import { padTimestamp } from "../values/timestamp.ts";
import type { Value } from "../values/value.ts";
import type { StoredDocument, Write } from "../documents/store.ts";
import { callerKey } from "../caller/caller-key.ts";

/** How long a request can be repeated, in milliseconds. */
const REPLAY_WINDOW_MS = 24 * 60 * 60 * 1000;
/**
 * The form of a record: which of the later fields its writer knew. What a reader doesn't know of it
 * changes nothing.
 */
const FORM = 1;
/** The field after which Firestore deletes a record. */
export const RECORD_TTL_FIELD = "expiresAt";

/** What tells one request from another: the record of it is written with its writes, or not at all. */
export interface RequestRecord {
  readonly path: string;
  /** A hash of the request's content: the same id with other content is an error. */
  readonly hash: string;
}

export interface RecordedRequest {
  /** The top-level collection of the gateway's request records. */
  readonly collection: string;
  readonly caller: Caller;
  /** The client's address, by which callers without a token are told apart. */
  readonly address: string;
  readonly callable: string;
  readonly requestId: string;
  /** The content of the request. */
  readonly content: unknown;
  readonly index?: number;
}

/**
 * The record of a request. Two callers never share one: without a token, a caller is who calls from
 * one address with one app. Its id is a hash without a key: nobody but the gateway sees it, and a
 * key may be lost under running instances, which would then look for what others have recorded in
 * another place, and apply it twice.
 */
export function recordOf(request: RecordedRequest): RequestRecord {
  const { collection, caller, address, callable, requestId, index, content } = request;
  const identity = JSON.stringify([
    callerKey(caller, { address }),
    callable,
    requestId.toLowerCase(),
    index ?? null,
  ]);
  const id = createHash("sha256").update(identity).digest("base64url");
  return {
    path: `${collection}/${id}`,
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
  /** The versions of the documents, if they were added to the record after the commit. */
  readonly versions?: Versions;
  /** The version of the stored record. */
  readonly updateTime: string;
}

/**
 * The versions of documents that a request's writes left as they were, by the writes' indexes:
 * older than the commit, where all others are of its time.
 */
export type Versions = Readonly<Record<string, string>>;

/**
 * The write that adds the versions to a record: the commit that makes it can't hold them, since only
 * its answer tells. Refused where they were added meanwhile.
 */
export function toVersionsWrite(
  { path }: RequestRecord,
  { commitTime, updateTime }: Replay,
  versions: Versions,
): Write {
  return {
    kind: "update",
    path,
    fields: { commitTime, versions },
    mask: [["commitTime"], ["versions"]],
    precondition: { updateTime },
  };
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
  const { documentPath, versions } = stored.data;
  return {
    commitTime: commitTimeOf(stored),
    updateTime: stored.updateTime,
    ...(typeof documentPath === "string" && { documentPath }),
    ...(isMap(versions) && { versions: versions as Versions }),
  };
}

/** The time of the commit that made the record: its own update time, unless it was written once more. */
function commitTimeOf({ data: { commitTime }, updateTime }: StoredDocument): string {
  return typeof commitTime === "string" ? commitTime : updateTime;
}

function isMap(value: Value | undefined): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isExpired(stored: StoredDocument, readTime: string): boolean {
  return Date.parse(readTime) - Date.parse(commitTimeOf(stored)) > REPLAY_WINDOW_MS;
}

/** JSON in which the order of keys makes no difference. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
