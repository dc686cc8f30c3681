import type { Registry } from "../../collection/registry.ts";
import type { DocumentStore, StoredDocument } from "../../documents/store.ts";
import type { Segment } from "../../paths/path-pattern.ts";
import type { Query } from "../../query/query.ts";
import { valueAt } from "../../values/select.ts";
import { allDocuments } from "./all-documents.ts";
import { ownerDeclarations, type OwnerDeclarations } from "./owner-declarations.ts";

/** The documents whose owner the definitions say somebody is. */
export interface OwnedDocuments {
  readonly documents: readonly StoredDocument[];
  /** How many documents were read to find them. */
  readonly reads: number;
  /** The paths of definitions that name owners and whose documents can't be listed. */
  readonly unsearched: readonly string[];
}

/**
 * Finds what is a user's by `owner` and `pathOwner` of any policy. Where the path above a collection
 * isn't known, all documents of the collections of its id are read.
 */
export async function ownedDocuments(
  store: DocumentStore,
  registry: Registry,
  uid: string,
): Promise<OwnedDocuments> {
  const found = new Map<string, StoredDocument>();
  const unsearched: string[] = [];
  let reads = 0;
  for (const definition of registry.definitions) {
    const declared = ownerDeclarations(definition);
    if (declared === undefined) continue;
    const queries = queriesFor(declared, uid);
    if (queries === undefined) unsearched.push(definition.path);
    for (const query of queries ?? []) {
      for await (const document of allDocuments(store, query)) {
        reads += 1;
        if (isOwned(document, { registry, declared, uid })) found.set(document.path, document);
      }
    }
  }
  return { documents: [...found.values()], reads, unsearched };
}

/** Whether the path alone says that a document is the user's, by `pathOwner` of any policy. */
export function isOwnedByPath(registry: Registry, uid: string, path: string): boolean {
  const match = registry.find(path);
  const declared = match && ownerDeclarations(match.definition);
  return declared?.segments.some((name) => match?.params[name] === uid) ?? false;
}

/** The queries that find all that may be the user's; undefined where there is no such query. */
function queriesFor(
  { definition, segments, fields }: OwnerDeclarations,
  uid: string,
): readonly Query[] | undefined {
  const { pattern } = definition;
  const last = pattern.segments.at(-1);
  if (last?.kind !== "literal") return undefined;
  const group: Query = { collection: last.id, allDescendants: true, orderBy: [] };
  const ofOwner = boundPath(pattern.segments, segments, uid);
  const byPath = segments.length === 0 ? [] : [ofOwner ? collectionAt(ofOwner) : group];
  if (fields.length === 0) return byPath;
  const anywhere = boundPath(pattern.segments, [], uid);
  if (anywhere === undefined) return [group];
  return [...byPath, collectionAt(anywhere)];
}

function collectionAt(collection: string): Query {
  return { collection, orderBy: [] };
}

/** The collection's path where these names stand for the uid; undefined where others are in it. */
function boundPath(
  pattern: readonly Segment[],
  names: readonly string[],
  uid: string,
): string | undefined {
  const bound = pattern.map((segment) => {
    if (segment.kind === "literal") return segment.id;
    return segment.kind === "param" && names.includes(segment.name) ? uid : undefined;
  });
  return bound.includes(undefined) ? undefined : bound.join("/");
}

interface OwnerSearch {
  readonly registry: Registry;
  readonly declared: OwnerDeclarations;
  readonly uid: string;
}

function isOwned(
  { path, data }: StoredDocument,
  { registry, declared: { definition, segments, fields }, uid }: OwnerSearch,
): boolean {
  const match = registry.find(path);
  if (match?.definition !== definition) return false;
  const { params } = match;
  return (
    segments.some((name) => params[name] === uid) ||
    fields.some((field) => valueAt(data, field) === uid)
  );
}
