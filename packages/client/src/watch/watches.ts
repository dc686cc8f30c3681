import type { StoredDocument, UnreadableDocument } from "../documents.ts";
import type { LiveQueries } from "./live-queries.ts";
import {
  DecodedDocuments,
  querySnapshot,
  unreadableIn,
  type DocumentsSnapshot,
  type DocumentSnapshot,
  type QuerySnapshot,
} from "./snapshots.ts";
import type { TargetView } from "./target-view.ts";
import { LiveWatch, type WatchSettings } from "./live-watch.ts";

/** What is asked of a document that is watched. */
export interface WatchedDocument {
  readonly path: string;
  /** @default all that the caller may read */
  readonly fields?: readonly string[];
}

/** What is asked of documents that are watched together. */
export interface WatchedDocumentList {
  readonly paths: readonly string[];
  /** @default all that the caller may read */
  readonly fields?: readonly string[];
}

/** Watches the documents of a query, in its wire form. */
export function watchQuery<T>(
  queries: LiveQueries,
  asked: object,
  settings: WatchSettings,
): LiveWatch<QuerySnapshot<T>> {
  const decoded = new DecodedDocuments<T>();
  let before: TargetView | undefined;
  const next = ([view]: readonly (TargetView | undefined)[]) => {
    if (view === undefined) return undefined;
    const snapshot = querySnapshot(before, view, decoded);
    before = view;
    return snapshot;
  };
  return new LiveWatch({ queries, asked: [asked], next, isFatal: () => true }, settings);
}

/** Watches one document. */
export function watchDocument<T>(
  queries: LiveQueries,
  asked: WatchedDocument,
  settings: WatchSettings,
): LiveWatch<DocumentSnapshot<T>> {
  const decoded = new DecodedDocuments<T>();
  let told: string | undefined;
  const next = ([view]: readonly (TargetView | undefined)[]) => {
    if (view === undefined || versionOf(view) === told) return undefined;
    told = versionOf(view);
    const { document, unreadable } = contentOf(view, decoded);
    return { document, ...(unreadable && { unreadable }), readTime: view.readTime };
  };
  return new LiveWatch({ queries, asked: [asked], next, isFatal: () => true }, settings);
}

/** Watches documents together: nothing is told before all are known. Whom one is closed to sees null. */
export function watchDocuments<T>(
  queries: LiveQueries,
  { paths, fields }: WatchedDocumentList,
  settings: WatchSettings,
): LiveWatch<DocumentsSnapshot<T>> {
  const decoded = new DecodedDocuments<T>();
  const closed = new Set<number>();
  let told: string | undefined;
  const next = (views: readonly (TargetView | undefined)[]) => {
    const shown = views.map((view, index) => (closed.has(index) ? null : view));
    if (shown.includes(undefined)) return undefined;
    const known = shown as readonly (TargetView | null)[];
    const versions = JSON.stringify(known.map((view) => view && versionOf(view)));
    if (versions === told) return undefined;
    told = versions;
    return documentsSnapshot(known, decoded);
  };
  const isFatal = ({ reason }: { readonly reason: string }, index: number) => {
    if (reason === "FORBIDDEN") closed.add(index);
    return reason !== "FORBIDDEN";
  };
  const asked = paths.map((path) => ({ path, ...(fields && { fields }) }));
  return new LiveWatch({ queries, asked, next, isFatal }, settings);
}

function documentsSnapshot<T>(
  views: readonly (TargetView | null)[],
  decoded: DecodedDocuments<T>,
): DocumentsSnapshot<T> {
  const times = views.flatMap((view) => view?.readTime ?? []);
  return {
    documents: views.map((view) => view && contentOf(view, decoded).document),
    unreadable: views.flatMap((view) => (view ? unreadableIn(view) : [])),
    readTime: times.reduce((lowest, time) => (time < lowest ? time : lowest), times[0] ?? ""),
  };
}

function contentOf<T>(
  view: TargetView,
  decoded: DecodedDocuments<T>,
): {
  readonly document: StoredDocument<T> | null;
  readonly unreadable: UnreadableDocument | undefined;
} {
  const [told] = view.documents.values();
  return {
    document: told === undefined ? null : decoded.of(told),
    unreadable: unreadableIn(view)[0],
  };
}

function versionOf({ documents, unreadable }: TargetView): string {
  const [document] = documents.values();
  return JSON.stringify([document?.updateTime, [...unreadable]]);
}
