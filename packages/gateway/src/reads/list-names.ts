import type { AuthorizedList } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import type { StoredDocument } from "../documents/store.ts";
import { checkDocumentPath } from "../paths/path.ts";
import { withinCollection } from "../query/all-collections.ts";
import type { Query } from "../query/query.ts";
import { cacheUse } from "./cache-use.ts";
import { usedByList } from "./used-by-list.ts";

/** A document of a collection, or one that has none of its own and others below it. */
export interface NamedDocument {
  readonly path: string;
  /** Absent where nothing is stored but below it. */
  readonly stored?: Pick<StoredDocument, "createTime" | "updateTime">;
}

/** Names in a collection, in their order. */
export interface NamesAsked {
  readonly collection: string;
  /** The path after which they start. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** The query by which names are found: of all that is in the collection or below its documents. */
export function namesQuery({ collection, after, limit }: NamesAsked): Query {
  const parent = collection.split("/").slice(0, -1).join("/");
  return {
    collection: parent,
    allDescendants: true,
    where: withinCollection(collection),
    orderBy: [{ field: ["__name__"], direction: "asc" }],
    select: [["__name__"]],
    limit,
    ...(after !== undefined && { startAt: behind(after) }),
  };
}

/**
 * The names of a collection's documents, with those that have but documents below them, as of one
 * time. One round trip for each run of documents, and a read for each that is looked at: those below
 * one document are passed over.
 *
 * @param grant of {@link namesQuery}
 */
export async function listNames(
  grant: AuthorizedList,
  { collection, after, limit }: NamesAsked,
  { context: { gateway, call }, charge }: ListingNames,
): Promise<readonly NamedDocument[]> {
  const depth = collection.split("/").length + 1;
  const use = cacheUse(grant.keeping, {});
  const names: NamedDocument[] = [];
  let { query } = grant.operation;
  let asOf: string | undefined;
  while (true) {
    const found = await gateway.reads.query(query, use, { ...call.reading, readTime: asOf });
    const { documents } = found.value;
    asOf ??= found.readTime;
    const reads = Math.max(1, documents.length);
    call.spend({ reads });
    const added = namesIn(documents, depth, names.at(-1)?.path ?? after);
    names.push(...added);
    call.uses.add(usedByList(grant), { reads, found: documents.length, returned: added.length });
    const last = documents.at(-1);
    const isLast = documents.length < (query.limit ?? Infinity) || names.length >= limit;
    if (last === undefined || isLast) return names.slice(0, limit);
    // A run of documents that lie below few names is followed by a short one.
    const next = Math.min(limit - names.length, 2 * added.length + 1);
    query = { ...query, limit: next, startAt: behind(nameOf(last, depth), last.path) };
    await charge({ ...grant, operation: { ...grant.operation, query } });
  }
}

interface ListingNames {
  readonly context: Pick<CallContext, "gateway" | "call">;
  /** Charges a further run. */
  readonly charge: (next: AuthorizedList) => Promise<void>;
}

function nameOf({ path }: StoredDocument, depth: number): string {
  return path.split("/").slice(0, depth).join("/");
}

/** The names that the paths start with, but the last of those before. */
function namesIn(
  documents: readonly StoredDocument[],
  depth: number,
  before: string | undefined,
): readonly NamedDocument[] {
  const names = new Map<string, NamedDocument>();
  for (const document of documents) {
    const { path, createTime, updateTime } = document;
    const name = nameOf(document, depth);
    if (name === before || names.has(name)) continue;
    const stored = path === name && { stored: { createTime, updateTime } };
    names.set(name, { path: name, ...stored });
  }
  return [...names.values()];
}

/**
 * The position behind a document and all that is below it; where no id can be the next, since it
 * would be too long or its own is a number, the one behind what was seen of it.
 */
function behind(path: string, seen = path): NonNullable<Query["startAt"]> {
  const next = `${path}\u0000`;
  const isName = checkDocumentPath(next) === undefined && !/\/__id[^/]*__$/.test(path);
  return { values: [{ $reference: isName ? next : seen }], before: isName };
}
