import { createHash } from "node:crypto";
import type { Caller } from "../caller/caller.ts";
import { GatewayError } from "../errors/error.ts";
import { padTimestamp } from "../values/timestamp.ts";
import type { Value } from "../values/value.ts";
import type { StoredDocument, Write, WriteResult } from "../documents/store.ts";
import { utf8Length } from "../text/utf8.ts";
import { escapeValue } from "../wire/wire-escape.ts";
import { readValue } from "../wire/wire.ts";
import { callerKey } from "../caller/caller-key.ts";

/** How long a request can be repeated, in milliseconds, unless its record says otherwise. */
const REPLAY_WINDOW_MS = 24 * 60 * 60 * 1000;
/**
 * The form of a record: which of the later fields its writer knew. What a reader doesn't know of it
 * changes nothing.
 */
const FORM = 3;
/** The field after which Firestore deletes a record. */
const RECORD_TTL_FIELD = "expiresAt";

/** What tells one request from another: the record of it is written with its writes, or not at all. */
export interface RequestRecord {
  readonly path: string;
  /** A hash of the request's content: the same id with other content is an error. */
  readonly hash: string;
  /** The request's own, in lower case. */
  readonly requestId: string;
  /** How long the request can be repeated, in milliseconds. */
  readonly repeatableMs: number;
  /**
   * Whether a repeat must be told the very numbers that transforms came to. They are added to the
   * record by a write of its own, since only the answer to the commit has them. Otherwise a repeat
   * is told what the fields hold by then.
   */
  readonly keepsNumbers: boolean;
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
 * another place, and apply it twice. That of a caller with a token starts with the caller's, by
 * which a user who is to be forgotten has its records found; without a key, an address must not.
 */
export function recordOf(request: RecordedRequest): RequestRecord {
  const { collection, caller, address, callable, requestId, index, content } = request;
  const key = callerKey(caller, { address });
  const identity = JSON.stringify([key, callable, requestId.toLowerCase(), index ?? null]);
  const id = createHash("sha256").update(identity).digest("base64url");
  return {
    path: `${collection}/${caller.kind === "anonymous" ? "" : `${key}-`}${id}`,
    hash: createHash("sha256").update(canonicalJson(content)).digest("base64url"),
    requestId: requestId.toLowerCase(),
    repeatableMs: REPLAY_WINDOW_MS,
    keepsNumbers: true,
  };
}

/** What a record is made of, beside the request. */
interface RecordContext {
  readonly nowMs: number;
  /** Path of the document under an id that the gateway chose. */
  readonly documentPath: string | undefined;
  /** Whether the request's writes hold the server's time, which is then told again from the record. */
  readonly keepsTime: boolean;
}

/**
 * The write that makes the record, refused if the request was recorded meanwhile. What is left of
 * an expired one is replaced.
 */
export function toRecordWrite(
  { path, hash, repeatableMs }: RequestRecord,
  expired: StoredDocument | null,
  { nowMs, documentPath, keepsTime }: RecordContext,
): Write {
  const expiresAt = padTimestamp(new Date(nowMs + repeatableMs).toISOString());
  return {
    kind: "update",
    path,
    fields: {
      hash,
      form: FORM,
      ...(documentPath !== undefined && { documentPath }),
      [RECORD_TTL_FIELD]: { $timestamp: expiresAt },
    },
    ...(keepsTime && { transforms: [{ field: ["time"], transform: { kind: "serverTimestamp" } }] }),
    precondition: expired === null ? { exists: false } : { updateTime: expired.updateTime },
  };
}

/** What a request did whose record was made by this commit. */
export function replayAfter(commitTime: string, recorded: WriteResult | undefined): Replay {
  const [time] = recorded?.transformResults ?? [];
  return {
    commitTime,
    updateTime: recorded?.updateTime ?? commitTime,
    ...(time !== undefined && { time }),
  };
}

/** What an earlier request with the same id did. */
export interface Replay {
  readonly commitTime: string;
  readonly documentPath?: string;
  /** The server's time in the documents; absent where none holds it. */
  readonly time?: Value;
  /** What can't be derived from the rest, if it was added to the record after the commit. */
  readonly results?: ResultsByIndex;
  /** The version of the stored record. */
  readonly updateTime: string;
}

/** What the caller was told of the transforms of writes, by the indexes of those. */
export type ResultsByIndex = Readonly<Record<string, readonly Value[]>>;

/** Most of a record that results take, as JSON in bytes; a document holds 1 MiB. */
const MAX_RESULTS_BYTES = 500_000;

/**
 * The write that adds to a record what the commit that makes it can't hold, since only its answer
 * tells; undefined where that is more than a record holds. Refused where it was added meanwhile.
 */
export function toResultsWrite(
  { path }: RequestRecord,
  { commitTime, updateTime }: Replay,
  results: ResultsByIndex,
): Write | undefined {
  // As text it is one field, with one index entry, however many there are.
  const text = JSON.stringify(escapeValue(results));
  if (utf8Length(text) > MAX_RESULTS_BYTES) return undefined;
  return {
    kind: "update",
    path,
    fields: { commitTime, results: text },
    mask: [["commitTime"], ["results"]],
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
  { hash, repeatableMs }: RequestRecord,
  stored: StoredDocument | null,
  readTime: string,
): Replay | undefined {
  if (stored === null || ageMs(stored, readTime) > repeatableMs) return undefined;
  if (stored.data["hash"] !== hash) {
    throw new GatewayError(
      "REQUEST_ID_REUSED",
      "This requestId was used for another request. Make a new one for each request, and repeat it only with the same content.",
    );
  }
  const { documentPath, time, results } = stored.data;
  return {
    commitTime: commitTimeOf(stored),
    updateTime: stored.updateTime,
    ...(typeof documentPath === "string" && { documentPath }),
    ...(time !== undefined && { time }),
    ...(typeof results === "string" && { results: resultsIn(results) }),
  };
}

/** The time of the commit that made the record: its own update time, unless it was written once more. */
function commitTimeOf({ data: { commitTime }, updateTime }: StoredDocument): string {
  return typeof commitTime === "string" ? commitTime : updateTime;
}

function resultsIn(text: string): ResultsByIndex {
  const read = readValue(JSON.parse(text));
  return read.ok ? (read.value as ResultsByIndex) : {};
}

function ageMs(stored: StoredDocument, readTime: string): number {
  return Date.parse(readTime) - Date.parse(commitTimeOf(stored));
}

/** JSON in which the order of keys makes no difference. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
