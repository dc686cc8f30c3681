import type { z } from "zod";
import { parseFieldPath } from "../contract/field-path.ts";
import type { FieldPath } from "../contract/value.ts";
import { checkPolicy, type Place } from "./check-policy.ts";
import { parseIndex, type IndexDefinition } from "./index-definition.ts";
import { parsePathPattern, type PathPattern } from "./path-pattern.ts";
import { anyone, nobody, type Policy } from "./policy.ts";

export const OPERATIONS = ["get", "list", "create", "update", "delete"] as const;
/** What a caller does with a document. Queries and aggregates are `list`. */
export type Operation = (typeof OPERATIONS)[number];

/** Who may do what. `read` stands for get and list, `write` for the others; what is missing is nobody's. */
export type Access = Readonly<Partial<Record<Operation | "read" | "write", Policy>>>;

/** What is declared of a collection. */
export interface CollectionOptions<Schema extends z.ZodType = z.ZodType> {
  /** What a document of the collection is; its field paths are those of the schema. */
  readonly schema: Schema;
  readonly access: Access;
  /**
   * Fields, by field path, that not everybody may read or write who may the document. Decided by
   * the caller and the path alone. `write` is as `read` where it is not given.
   */
  readonly fields?: Readonly<Record<string, { readonly read?: Policy; readonly write?: Policy }>>;
  /**
   * Composite indexes, each a list of field paths with, where it is not ascending, how:
   * `["genre", "rating desc"]`, `["tags array-contains", "rating"]`, `["embedding vector(768)"]`.
   */
  readonly indexes?: readonly (readonly string[])[];
  /** Fields without automatic indexes: long texts, large maps, times that only ever grow. */
  readonly unindexed?: readonly string[];
  /** How long documents and query results may be answered from memory. @default not at all */
  readonly cache?: { readonly maxAgeMs: number; readonly maxBytes?: number };
  /** The timestamp field after which Firestore deletes the document. */
  readonly ttl?: string;
}

/** Who may read and write a field, and what lies below it. */
export interface FieldAccess {
  readonly field: FieldPath;
  readonly read: Policy;
  readonly write: Policy;
}

/** A declared collection, checked and frozen. */
export interface CollectionDefinition<Schema extends z.ZodType = z.ZodType> {
  /** As declared: `users/{uid}/notes`. */
  readonly path: string;
  readonly pattern: PathPattern;
  /** The id of the collection, where the path names it. */
  readonly collectionId?: string;
  readonly schema: Schema;
  readonly access: Readonly<Record<Operation, Policy>>;
  readonly fields: readonly FieldAccess[];
  readonly indexes: readonly IndexDefinition[];
  readonly unindexed: readonly FieldPath[];
  readonly cache?: { readonly maxAgeMs: number; readonly maxBytes?: number };
  readonly ttl?: FieldPath;
}

/**
 * Declares a collection: what its documents are, and who may do what with them. Undeclared
 * collections can't be reached, and what `access` does not grant is denied.
 *
 * @param path `movies`, `users/{uid}/notes`, `users/{uid}` (the collection `users`, whose
 * documents' ids the policies call uid), `{path=**}/comments` (every collection `comments`, open
 * to queries of the collection group) or `{path=**}` (every collection not declared otherwise)
 * @throws Error at start that names the collection, what is wrong and what to do
 */
export function collection<Schema extends z.ZodType>(
  path: string,
  options: CollectionOptions<Schema>,
): CollectionDefinition<Schema> {
  const told = say(path);
  const pattern = told("path", () => parsePathPattern(path));
  const { schema, cache, ttl } = options;
  if (schema === undefined)
    throw new Error(`collection ${JSON.stringify(path)}: schema is missing`);
  const last = pattern.segments.at(-1);
  return Object.freeze({
    path,
    pattern,
    ...(last?.kind === "literal" ? { collectionId: last.id } : {}),
    schema,
    access: accessOf(options.access, pattern, told),
    fields: fieldsOf(options.fields ?? {}, pattern, told),
    indexes: (options.indexes ?? []).map((index) => told("indexes", () => parseIndex(index))),
    unindexed: (options.unindexed ?? []).map((field) =>
      told("unindexed", () => parseFieldPath(field)),
    ),
    ...(cache === undefined ? {} : { cache: told("cache", () => cacheOf(cache)) }),
    ...(ttl === undefined ? {} : { ttl: told("ttl", () => parseFieldPath(ttl)) }),
  });
}

type Told = <Result>(what: string, run: () => Result) => Result;

/** Puts the collection and the option in front of what is wrong with it. */
function say(path: string): Told {
  return (what, run) => {
    try {
      return run();
    } catch (error) {
      throw new Error(`collection ${JSON.stringify(path)}, ${what}: ${(error as Error).message}`);
    }
  };
}

const SHORTHANDS = {
  get: "read",
  list: "read",
  create: "write",
  update: "write",
  delete: "write",
} as const;

function accessOf(
  access: Access,
  pattern: PathPattern,
  told: Told,
): CollectionDefinition["access"] {
  const known: readonly string[] = [...OPERATIONS, "read", "write"];
  const unknown = Object.keys(access ?? {}).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    told(`access.${unknown}`, () => {
      throw new Error(`there is no such operation; it must be one of ${known.join(", ")}`);
    });
  }
  const entries = OPERATIONS.map((operation) => {
    const policy = access?.[operation] ?? access?.[SHORTHANDS[operation]] ?? nobody();
    return [operation, checked(policy, { pattern, use: operation }, told)] as const;
  });
  return Object.freeze(Object.fromEntries(entries)) as CollectionDefinition["access"];
}

function fieldsOf(
  fields: NonNullable<CollectionOptions["fields"]>,
  pattern: PathPattern,
  told: Told,
): readonly FieldAccess[] {
  const place = { pattern, use: "field" } as const;
  return Object.entries(fields).map(([name, { read = anyone(), write = read }]) => ({
    field: told(`fields`, () => parseFieldPath(name)),
    read: checked(read, place, told, `fields.${name}.read`),
    write: checked(write, place, told, `fields.${name}.write`),
  }));
}

function cacheOf(cache: NonNullable<CollectionOptions["cache"]>): { readonly maxAgeMs: number } {
  if (!(cache.maxAgeMs > 0)) throw new Error("maxAgeMs must be more than 0");
  if (cache.maxBytes !== undefined && !(cache.maxBytes > 0))
    throw new Error("maxBytes must be more than 0");
  return Object.freeze({ ...cache });
}

function checked(policy: Policy, place: Place, told: Told, name = `access.${place.use}`): Policy {
  told(name, () => checkPolicy(policy, place));
  return policy;
}
