import type { Audit } from "../collection/audit.ts";
import type { StoredDocument, Write } from "../documents/store.ts";
import { formatFieldPath, pathsOverlap, type FieldPath } from "../paths/field-path.ts";
import { applyUpdate } from "../values/apply-update.ts";
import type { Fields } from "../values/value.ts";
import { subjectOf, toEntryWrites, type AuditOrigin } from "./audit-entry.ts";
import { changeBetween, formatChange } from "./document-diff.ts";
import { unreadablePaths } from "./unreadable-paths.ts";

/** A write of a commit whose collection is audited. */
export interface AuditedWrite {
  /** The path pattern of its collection. */
  readonly collection: string;
  readonly operation: "create" | "set" | "update" | "delete";
  readonly audit: Audit;
  readonly write: Exclude<Write, { readonly kind: "verify" }>;
  /** What is stored before the commit; undefined where it was not read. */
  readonly stored: StoredDocument | null | undefined;
}

/** Most field paths that an entry names. */
const MAX_FIELDS = 100;

/**
 * The writes that make the entries of a commit, in the order of its writes. Where versions are kept,
 * each write's document is taken as the writes before it leave it.
 *
 * @param serverTime a time that nothing holds, in the place of the server's until that is known: the
 * entry's own `at` takes its place when it is read
 */
export function writeEntries(
  writes: readonly AuditedWrite[],
  origin: AuditOrigin,
  serverTime: string,
): readonly Write[] {
  const left = new Map<string, Fields | null>();
  return writes.flatMap((audited, index) => {
    const { audit, write, stored } = audited;
    const subject = { index, subject: subjectOf(write.path), keepDays: audit.keepDays };
    if (!audit.versions) {
      const fields = writtenFields(write);
      if (!isAbout(audited, fields)) return [];
      const told = { ...describe(audited), ...named(fields) };
      return toEntryWrites({ ...subject, fields: told }, origin);
    }
    const isFirst = !left.has(write.path);
    const before = isFirst ? (stored?.data ?? null) : (left.get(write.path) ?? null);
    const after = write.kind === "delete" ? null : applyUpdate(before, write, serverTime);
    left.set(write.path, after);
    const change = changeBetween(before, after);
    const told = {
      ...describe(audited),
      ...named(change.fields.map(([field]) => field)),
      serverTime,
      ...(isFirst && { from: stored?.updateTime ?? null }),
      ...(isFirst && unreadablePaths(stored)),
    };
    const isDroppable = audit.keepVersions !== undefined;
    const content = { fields: told, change: formatChange(change), isDroppable };
    return toEntryWrites({ ...subject, ...content }, origin);
  });
}

function describe({ collection, operation, write: { path } }: AuditedWrite): Fields {
  return { path, collection, operation };
}

/** Whether the write is one of those that leave an entry: any of a whole document may be of every field. */
function isAbout({ audit, write }: AuditedWrite, written: readonly FieldPath[]): boolean {
  const isWhole = write.kind === "delete" || write.mask === undefined;
  if (audit.fields === undefined || isWhole) return true;
  return audit.fields.some((field) => written.some((path) => pathsOverlap(path, field)));
}

/** The fields that a write names; of one that replaces the whole document, those that it leaves. */
function writtenFields(write: AuditedWrite["write"]): readonly FieldPath[] {
  if (write.kind === "delete") return [];
  const { fields, mask, transforms = [] } = write;
  const set = mask ?? Object.keys(fields).map((name) => [name]);
  return [...set, ...transforms.map(({ field }) => field)];
}

function named(fields: readonly FieldPath[]): Fields {
  const names = [...new Set(fields.map((field) => formatFieldPath(field)))].toSorted();
  return {
    fields: names.slice(0, MAX_FIELDS),
    ...(names.length > MAX_FIELDS && { moreFields: true }),
  };
}
