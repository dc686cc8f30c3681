import type { TargetSnapshot, ToldDocument } from "../../../gateway/src/api/listen.ts";
import { compareValues } from "../../../gateway/src/values/compare.ts";
import { valueAt } from "../../../gateway/src/values/select.ts";
import type { Fields, Value } from "../../../gateway/src/values/value.ts";
import { unescapeDocument } from "../../../gateway/src/wire/wire-escape.ts";

type OrderBy = NonNullable<TargetSnapshot["orderBy"]>;

/** The result of a target as of a time. Nothing of it changes: what comes next is another one. */
export interface TargetView {
  readonly readTime: string;
  readonly documents: ReadonlyMap<string, ToldDocument>;
  /** The fields that can't be read, by the paths of their documents. */
  readonly unreadable: ReadonlyMap<string, string>;
  readonly orderBy: OrderBy;
  readonly token: string;
}

/** @param before what the snapshot's changes are of; undefined where nothing was told before */
export function nextView(
  before: TargetView | undefined,
  { reset, documents: told, unreadable = [], removed = [], orderBy, token }: TargetSnapshot,
  readTime: string,
): TargetView {
  const base = reset === true ? undefined : before;
  const documents = new Map(base?.documents);
  const unread = new Map(base?.unreadable);
  for (const path of [
    ...removed,
    ...told.map((one) => one.path),
    ...unreadable.map((one) => one.path),
  ]) {
    documents.delete(path);
    unread.delete(path);
  }
  for (const document of told) documents.set(document.path, document);
  for (const { path, field } of unreadable) unread.set(path, field);
  return {
    readTime,
    documents,
    unreadable: unread,
    orderBy: orderBy ?? before?.orderBy ?? [],
    token,
  };
}

/** The documents in the order of their query. */
export function inOrder({ documents, orderBy }: TargetView): readonly ToldDocument[] {
  const sorted = Array.from(documents.values(), (document) => {
    return { document, keys: document.keys ?? keysOf(document, orderBy) };
  });
  sorted.sort((a, b) => {
    for (const [index, [, direction]] of orderBy.entries()) {
      const order = compareValues(a.keys[index] ?? null, b.keys[index] ?? null);
      if (order !== 0) return direction === "asc" ? order : -order;
    }
    return 0;
  });
  return sorted.map(({ document }) => document);
}

function keysOf(document: ToldDocument, orderBy: OrderBy): readonly (Value | undefined)[] {
  const fields = unescapeDocument(document.data);
  return orderBy.map(([path]) => keyOf(document, fields, path));
}

function keyOf(document: ToldDocument, fields: Fields, path: readonly string[]): Value | undefined {
  if (path.length === 1 && path[0] === "__name__") return { $reference: document.path };
  return valueAt(fields, path);
}
