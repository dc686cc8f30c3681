import type { ToldDocument } from "../../../gateway/src/api/listen.ts";
import { fromWire } from "../../../gateway/src/wire/client-codec.ts";
import type { ClientValue } from "../../../gateway/src/wire/client-value.ts";
import type { StoredDocument, UnreadableDocument } from "../documents.ts";
import { inOrder, type TargetView } from "./target-view.ts";

/** What became of a document since the snapshot before. */
export type WatchedChange<T> =
  | { readonly kind: "added" | "changed"; readonly document: StoredDocument<T> }
  | { readonly kind: "removed"; readonly path: string };

/** The documents of a query as of a time. */
export interface QuerySnapshot<T> {
  /** In the order of the query. */
  readonly documents: readonly StoredDocument<T>[];
  /** How they differ from those of the snapshot before. */
  readonly changes: readonly WatchedChange<T>[];
  /** The documents that can't be read. */
  readonly unreadable: readonly UnreadableDocument[];
  /** RFC 3339, UTC, with microseconds. */
  readonly readTime: string;
}

/** Documents as of a time. */
export interface DocumentsSnapshot<T> {
  /** In the order in which they were asked for; null where there is none that the caller may get. */
  readonly documents: readonly (StoredDocument<T> | null)[];
  /** The documents that can't be read. */
  readonly unreadable: readonly UnreadableDocument[];
  /** The lowest of their times: RFC 3339, UTC, with microseconds. */
  readonly readTime: string;
}

/** One document as of a time. */
export interface DocumentSnapshot<T> {
  /** Null where there is none. */
  readonly document: StoredDocument<T> | null;
  /** The field that can't be read, where it is one that the caller may know. */
  readonly unreadable?: UnreadableDocument;
  /** RFC 3339, UTC, with microseconds. */
  readonly readTime: string;
}

/** Documents that are the same in two snapshots are one object. */
export class DecodedDocuments<T> {
  readonly #decoded = new WeakMap<ToldDocument, StoredDocument<T>>();

  of(told: ToldDocument): StoredDocument<T> {
    const known = this.#decoded.get(told);
    if (known !== undefined) return known;
    const { keys: _, ...document } = told;
    const decoded = { ...document, data: fromWire(told.data) as ClientValue<T> };
    this.#decoded.set(told, decoded);
    return decoded;
  }
}

/** @returns undefined where nothing differs from what was taken before */
export function querySnapshot<T>(
  before: TargetView | undefined,
  view: TargetView,
  decoded: DecodedDocuments<T>,
): QuerySnapshot<T> | undefined {
  const changes = changesBetween(before, view, decoded);
  const isSame =
    before !== undefined && changes.length === 0 && isSameMap(before.unreadable, view.unreadable);
  if (isSame) return undefined;
  return {
    documents: inOrder(view).map((told) => decoded.of(told)),
    changes,
    unreadable: unreadableIn(view),
    readTime: view.readTime,
  };
}

export function unreadableIn({ unreadable }: TargetView): readonly UnreadableDocument[] {
  return Array.from(unreadable, ([path, field]) => ({ path, field }));
}

function changesBetween<T>(
  before: TargetView | undefined,
  view: TargetView,
  decoded: DecodedDocuments<T>,
): readonly WatchedChange<T>[] {
  const changes: WatchedChange<T>[] = [];
  for (const path of before?.documents.keys() ?? []) {
    if (!view.documents.has(path)) changes.push({ kind: "removed", path });
  }
  for (const told of inOrder(view)) {
    const known = before?.documents.get(told.path);
    if (known?.updateTime === told.updateTime) continue;
    const kind = known === undefined ? "added" : "changed";
    changes.push({ kind, document: decoded.of(told) });
  }
  return changes;
}

function isSameMap(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([path, field]) => b.get(path) === field);
}
