import { checkSegment } from "../paths/path.ts";
import {
  AUTOMATIC_INDEXES,
  indexesById,
  type CollectionIndexes,
} from "../indexes/collection-indexes.ts";
import type { CollectionDefinition } from "./collection.ts";
import { checkOverlaps, isSubset, overlaps } from "../paths/path-overlap.ts";
import { hasDocumentIn, type PathPattern } from "../paths/path-pattern.ts";
import type { PolicyScope } from "../policy/policy-scope.ts";

/** A collection and what is declared of it. */
export interface CollectionMatch extends PolicyScope {
  readonly definition: CollectionDefinition;
}

/**
 * All declared collections, compiled to a tree of their paths' segments. A look-up walks down
 * the path, and tries ids before names and names before `{name=**}`: the first definition it
 * comes to is the most specific. A single document goes before its collection.
 */
export class Registry {
  readonly definitions: readonly CollectionDefinition[];
  /** What they say of indexes, by the id of their collections. */
  readonly indexes: ReadonlyMap<string, CollectionIndexes>;
  readonly #root = emptyNode();
  readonly #documents: readonly CollectionDefinition[];

  /** @throws Error where a path could belong to two definitions, neither more specific */
  constructor(definitions: readonly CollectionDefinition[]) {
    checkOverlaps(definitions);
    this.definitions = Object.freeze([...definitions]);
    this.indexes = indexesById(definitions);
    this.#documents = definitions.filter(({ pattern }) => pattern.documentId !== undefined);
    for (const definition of definitions) insert(this.#root, definition);
  }

  /** The indexes of the collection at the path, or of the group of that id. */
  indexesOf(collection: string): CollectionIndexes {
    const id = collection.slice(collection.lastIndexOf("/") + 1);
    return this.indexes.get(id) ?? AUTOMATIC_INDEXES;
  }

  /**
   * The most specific definition for the path of a document or of a collection, with the values
   * of its segments; undefined where there is none, where the path is none, and always for the
   * gateway's own collections.
   */
  find(path: string): CollectionMatch | undefined {
    const segments = path.split("/");
    if (path.startsWith("_") || segments.some(isNoId)) return undefined;
    const id = segments.length % 2 === 0 ? segments.pop() : undefined;
    const definition = search(this.#root, { segments, id }, 0);
    if (definition === undefined) return undefined;
    const params = bind(definition, segments);
    const collection = segments.join("/");
    const { idSegment } = definition.pattern;
    if (idSegment === undefined) return { definition, params, collection };
    if (id !== undefined) params[idSegment] = id;
    return { definition, params, collection, idSegment };
  }

  /** The single documents that are declared in the collection of this path. */
  findDocumentsIn(collection: string): readonly CollectionMatch[] {
    const segments = collection.split("/");
    return this.#documents
      .filter(({ pattern }) => hasDocumentIn(pattern, segments))
      .map((definition) => ({ definition, params: bind(definition, segments), collection }));
  }

  /**
   * The ids, in order, of the collections below a document (or at the root, for ""), that are
   * declared by their ids.
   */
  idsBelow(document: string): readonly string[] {
    const ids = this.definitions.flatMap(({ pattern: { segments } }) => {
      const last = segments.at(-1);
      return last?.kind === "literal" ? last.id : [];
    });
    return [...new Set(ids)].toSorted().filter((id) => {
      const collection = document === "" ? id : `${document}/${id}`;
      const last = this.find(collection)?.definition.pattern.segments.at(-1);
      return last?.kind === "literal";
    });
  }

  /**
   * The definitions of all collections of this id, where the group may be queried at all: where
   * `{name=**}/id` is declared, or else `{name=**}` with `collectionGroups`. That comes first. A
   * query of the group must be allowed by each.
   */
  findGroup(id: string): readonly CollectionMatch[] | undefined {
    // Groups of such ids hold documents of the gateway's own.
    if (id.startsWith("_")) return undefined;
    const named = this.#root.restById.get(id);
    const opening = named ?? this.#root.rest;
    if (opening === undefined || (named === undefined && !opening.collectionGroups)) {
      return undefined;
    }
    const within = (other: CollectionDefinition) =>
      named === undefined ? mayBeOf(other, id) : isSubset(other.pattern, named.pattern);
    const narrower = this.definitions.filter((other) => other !== opening && within(other));
    return [opening, ...narrower].map((definition) => ({ definition, params: {} }));
  }

  /**
   * The definitions of all that is in a collection and below its documents, or below a document:
   * undefined unless every collection there has one, whatever its id. That of most comes first. Of
   * the names in their paths they have the values that the path gives.
   */
  findBelow(path: string): readonly CollectionMatch[] | undefined {
    const segments = path.split("/");
    if (path === "" || path.startsWith("_") || segments.some(isNoId)) return undefined;
    const parts = patternsBelow(segments);
    const all = this.definitions;
    const covering = parts.map((part) => all.filter(({ pattern }) => isSubset(part, pattern)));
    if (covering.some(({ length }) => length === 0)) return undefined;
    // Where a narrower one covers the whole part, nothing of it falls on a wider one.
    const isOf = (one: CollectionDefinition) =>
      parts.some((part, index) => {
        const narrower = covering[index]?.some(
          (other) => other !== one && isSubset(other.pattern, one.pattern),
        );
        return narrower !== true && overlaps(one.pattern, part);
      });
    const found = new Set([...(covering.at(-1) ?? []), ...all].filter(isOf));
    return [...found].map((definition) => ({
      definition,
      params: bindFirst(definition, segments),
    }));
  }
}

/** Whether a definition is for collections of the id: of no other where its path ends with one. */
function mayBeOf({ pattern }: CollectionDefinition, id: string): boolean {
  const last = pattern.segments.at(-1);
  return last?.kind !== "literal" || last.id === id;
}

/** The patterns of a collection and of all that is below its documents; or of what is below a document. */
function patternsBelow(segments: readonly string[]): readonly PathPattern[] {
  const path = segments.map((id) => ({ kind: "literal", id }) as const);
  const rest = { kind: "rest", name: "rest" } as const;
  if (segments.length % 2 === 0) return [{ segments: [...path, rest] }];
  return [{ segments: path }, { segments: [...path, { kind: "param", name: "id" }, rest] }];
}

interface Node {
  readonly byId: Map<string, Node>;
  readonly restById: Map<string, CollectionDefinition>;
  /** Of single documents, by their ids. */
  readonly documents: Map<string, CollectionDefinition>;
  name?: Node;
  rest?: CollectionDefinition;
  definition?: CollectionDefinition;
}

function emptyNode(): Node {
  return { byId: new Map(), restById: new Map(), documents: new Map() };
}

function insert(root: Node, definition: CollectionDefinition): void {
  let node = root;
  const { segments, documentId } = definition.pattern;
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === "rest") {
      const last = segments[index + 1];
      if (last?.kind === "literal") node.restById.set(last.id, definition);
      else node.rest = definition;
      return;
    }
    node = segment.kind === "literal" ? childOf(node, segment.id) : (node.name ??= emptyNode());
  }
  if (documentId === undefined) node.definition = definition;
  else node.documents.set(documentId, definition);
}

function childOf(node: Node, id: string): Node {
  const child = node.byId.get(id) ?? emptyNode();
  node.byId.set(id, child);
  return child;
}

/** The path of a collection, and the id of the document in it if one is meant. */
interface Sought {
  readonly segments: readonly string[];
  readonly id: string | undefined;
}

function search(node: Node, sought: Sought, at: number): CollectionDefinition | undefined {
  const { segments, id } = sought;
  const segment = segments[at];
  if (segment === undefined) return node.documents.get(id ?? "") ?? node.definition;
  const byId = node.byId.get(segment);
  return (
    (byId && search(byId, sought, at + 1)) ??
    (node.name && search(node.name, sought, at + 1)) ??
    node.restById.get(segments.at(-1) as string) ??
    node.rest
  );
}

/** The values of the path's names; that of `{name=**}` is as many segments as it stands for. */
function bind(
  { pattern }: CollectionDefinition,
  segments: readonly string[],
): Record<string, string> {
  const params: Record<string, string> = {};
  const tail = pattern.segments.at(-1)?.kind === "rest" ? 0 : 1;
  pattern.segments.forEach((segment, index) => {
    if (segment.kind === "param") params[segment.name] = segments[index] as string;
    if (segment.kind === "rest") {
      params[segment.name] = segments.slice(index, segments.length - tail).join("/");
    }
  });
  return params;
}

/** The values of the path's names as far as these segments go. That of `{name=**}` goes on. */
function bindFirst(
  { pattern }: CollectionDefinition,
  segments: readonly string[],
): Record<string, string> {
  const entries = pattern.segments.flatMap((segment, index) => {
    const value = segments[index];
    return segment.kind === "param" && value !== undefined ? [[segment.name, value] as const] : [];
  });
  return Object.fromEntries(entries);
}

function isNoId(segment: string, index: number): boolean {
  return checkSegment(segment, index) !== undefined;
}
