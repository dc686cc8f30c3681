import type { StoredDocument } from "../documents/store.ts";
import type { Value } from "../values/value.ts";
import { fromStoredText } from "./change-parts.ts";
import { parseChange, type DocumentDiff } from "./document-diff.ts";

/** An entry of the audit trail, as it is told. */
export interface AuditEntry {
  readonly id: string;
  /** When: the time that a serverTimestamp of the same commit is. */
  readonly at: string;
  /** The version that the commit gave what it changed. */
  readonly version: string;
  readonly caller: string;
  readonly callerKey: string;
  readonly callable: string;
  readonly requestId?: string;
  /** Of a write. */
  readonly path?: string;
  readonly collection?: string;
  readonly operation?: string;
  readonly fields?: readonly string[];
  readonly moreFields?: true;
  /** Where versions are kept: the version that was changed, null where there was no document. */
  readonly from?: string | null;
  /** Fields that the version lacks, since the gateway doesn't understand them. */
  readonly unreadable?: readonly string[];
  /** Of a command: its request, as JSON. */
  readonly command?: string;
}

/** The entry in a document; undefined for one that is none, or of which not enough can be read. */
export function auditEntryIn({ path, data, createTime }: StoredDocument): AuditEntry | undefined {
  const { at, caller, by, callable, from } = data;
  const time = timeIn(at);
  if (typeof caller !== "string" || typeof by !== "string" || typeof callable !== "string") {
    return undefined;
  }
  const texts = ["requestId", "path", "collection", "operation", "command"].flatMap((name) => {
    const value = data[name];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  return {
    id: path.slice(path.indexOf("/") + 1),
    at: time ?? createTime,
    version: createTime,
    caller,
    callerKey: by,
    callable,
    ...Object.fromEntries(texts),
    ...(isTexts(data["fields"]) && { fields: data["fields"] }),
    ...(data["moreFields"] === true && { moreFields: true }),
    ...((typeof from === "string" || from === null) && { from }),
    ...(isTexts(data["unreadable"]) && { unreadable: data["unreadable"] }),
  };
}

/**
 * What the entry in a document says was changed; undefined where it keeps no version.
 *
 * @param parts the documents with the parts of one that is too large for its entry, in their order
 * @throws Error for what can't be read
 */
export function changeIn(
  { data, createTime }: StoredDocument,
  parts: readonly (StoredDocument | null)[],
): DocumentDiff | undefined {
  const { change, serverTime } = data;
  if (typeof change !== "string" && parts.length === 0) return undefined;
  const text =
    typeof change === "string"
      ? fromStoredText({ text: change })
      : fromStoredText({ parts: parts.map(packedIn) });
  const at = timeIn(data["at"]) ?? createTime;
  return parseChange(typeof serverTime === "string" ? text.replaceAll(serverTime, at) : text);
}

function packedIn(part: StoredDocument | null): Buffer {
  const packed = part?.data["packed"] as { readonly $bytes?: unknown } | undefined;
  return Buffer.from(typeof packed?.$bytes === "string" ? packed.$bytes : "", "base64");
}

function timeIn(value: Value | undefined): string | undefined {
  const { $timestamp } = (value ?? {}) as { readonly $timestamp?: unknown };
  return typeof $timestamp === "string" ? $timestamp : undefined;
}

function isTexts(value: Value | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
