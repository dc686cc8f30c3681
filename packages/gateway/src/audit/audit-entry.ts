import { hash } from "node:crypto";
import type { StoredDocument, Write } from "../documents/store.ts";
import type { Fields, Value } from "../values/value.ts";
import { padTimestamp } from "../values/timestamp.ts";
import { toStoredText } from "./change-parts.ts";

/** Who did something that leaves an entry, and how. */
export interface AuditOrigin {
  /** The top-level collection that the entries are in. */
  readonly collection: string;
  /** What the ids of the entries of one commit start with: random. */
  readonly commitId: string;
  /** The caller's own name: `user:ada`. */
  readonly caller: string;
  /** The caller as the log has it. */
  readonly callerKey: string;
  readonly callable: string;
  readonly requestId?: string | undefined;
  /** Milliseconds since 1970, by which entries expire. */
  readonly nowMs: number;
}

/** What is told of one thing that was done. */
export interface EntryContent {
  readonly index: number;
  /** What its entries are found by: see {@link subjectOf}. */
  readonly subject: string;
  readonly keepDays: number;
  readonly fields: Fields;
  /** What was changed, as text. */
  readonly change?: string;
  /** Whether that is dropped once there are later changes enough. @default false */
  readonly isDroppable?: boolean;
}

/** The subject of what admins command. */
export const COMMANDS = "commands";
/** The field of an entry whose version is dropped once there are later changes enough. */
export const DROPPABLE = "droppable";
/** The form of an entry. */
const FORM = 1;
const DAY_MS = 86_400_000;

/** What the entries of a document are found by: as long as an index takes it whole, whatever the path. */
export function subjectOf(path: string): string {
  return `document-${hash("sha256", path, "base64url")}`;
}

/** The writes that make an entry; more than one where the change is too large for one. */
export function toEntryWrites(content: EntryContent, origin: AuditOrigin): readonly Write[] {
  const { index, subject, keepDays, fields, change, isDroppable = false } = content;
  const path = `${origin.collection}/${origin.commitId}-${String(index).padStart(5, "0")}`;
  const expiry = padTimestamp(new Date(origin.nowMs + keepDays * DAY_MS).toISOString());
  const expiresAt: Value = { $timestamp: expiry };
  const stored = change === undefined ? undefined : toStoredText(change);
  const parts = stored !== undefined && "parts" in stored ? stored.parts : [];
  const entry: Write = {
    kind: "update",
    path,
    fields: {
      form: FORM,
      subject,
      by: origin.callerKey,
      caller: origin.caller,
      callable: origin.callable,
      ...(origin.requestId !== undefined && { requestId: origin.requestId }),
      ...fields,
      ...(stored !== undefined && "text" in stored && { change: stored.text }),
      ...(parts.length > 0 && { parts: parts.length }),
      ...(isDroppable && { [DROPPABLE]: true }),
      expiresAt,
    },
    transforms: [{ field: ["at"], transform: { kind: "serverTimestamp" } }],
  };
  const others = parts.map((bytes, part): Write => {
    const packed = { $bytes: bytes.toString("base64") };
    return {
      kind: "update",
      path: partPath(path, part),
      fields: { form: FORM, packed, expiresAt },
    };
  });
  return [entry, ...others];
}

/** The path of a document with a part of an entry's change. */
export function partPath(entryPath: string, part: number): string {
  return `${entryPath}-part-${String(part)}`;
}

/** The paths of all documents that an entry consists of. */
export function pathsOfEntry({ path, data }: StoredDocument): readonly string[] {
  const { parts } = data;
  const count = typeof parts === "number" ? parts : 0;
  return [path, ...Array.from({ length: count }, (_, part) => partPath(path, part))];
}
