import type { z } from "zod";
import { parseFieldPath } from "../contract/field-path.ts";
import type { FieldPath } from "../contract/value.ts";
import { accessOf, type Access, type AccessOptions } from "./access.ts";
import { explain } from "./explain.ts";
import { fieldAccessOf, type FieldAccess, type FieldAccessOptions } from "./field-access.ts";
import { parseIndex, type IndexDefinition } from "./index-definition.ts";
import { parsePathPattern, type PathPattern } from "./path-pattern.ts";

/** What is declared of a collection. */
export interface CollectionOptions<Schema extends z.ZodType = z.ZodType> {
  /** What a document of the collection is. */
  readonly schema: Schema;
  /** Who may do what. What it does not grant is denied. */
  readonly access: AccessOptions;
  /**
   * Fields that not everybody may read or write who may the document; decided by the caller and
   * the path alone. @default none
   */
  readonly fields?: FieldAccessOptions;
  /**
   * Composite indexes: field paths, with how where it is not ascending. `["genre", "rating desc"]`,
   * `["tags array-contains", "rating"]`, `["embedding vector(768)"]`. @default none
   */
  readonly indexes?: readonly (readonly string[])[];
  /** Fields without automatic indexes: long texts, large maps, times that only grow. @default none */
  readonly unindexed?: readonly string[];
  /** For how long documents and results may be answered from memory. @default not at all */
  readonly cache?: CacheOptions;
  /** The timestamp field at which Firestore deletes the document. @default none */
  readonly ttl?: string;
}

export interface CacheOptions {
  /** How old an answer may be; more than 0. */
  readonly maxAgeMs: number;
  /** How much of an instance's memory the collection may take; more than 0. */
  readonly maxBytes?: number;
}

/** A declared collection, checked and frozen. */
export interface CollectionDefinition<Schema extends z.ZodType = z.ZodType> {
  /** As declared: `users/{uid}/notes`. */
  readonly path: string;
  readonly pattern: PathPattern;
  /** The id of the collection, where the path ends with one. */
  readonly collectionId?: string;
  readonly schema: Schema;
  readonly access: Access;
  readonly fields: readonly FieldAccess[];
  readonly indexes: readonly IndexDefinition[];
  readonly unindexed: readonly FieldPath[];
  readonly cache?: CacheOptions;
  readonly ttl?: FieldPath;
}

/**
 * Declares a collection: what its documents are, and who may do what with them. Collections that
 * are not declared can't be reached.
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
  return explain(`collection ${JSON.stringify(path)}`, () => {
    const pattern = parsePathPattern(path);
    const last = pattern.segments.at(-1);
    const { schema, access, fields = {}, cache, ttl } = checkOptions(options);
    return Object.freeze({
      path,
      pattern,
      ...(last?.kind === "literal" && { collectionId: last.id }),
      schema,
      access: accessOf(access, pattern),
      fields: fieldAccessOf(fields, pattern),
      indexes: Object.freeze((options.indexes ?? []).map(parseDeclaredIndex)),
      unindexed: Object.freeze((options.unindexed ?? []).map(parseFieldPath)),
      ...(cache && { cache: checkCache(cache) }),
      ...(ttl !== undefined && { ttl: parseFieldPath(ttl) }),
    });
  });
}

const OPTIONS: Readonly<Record<keyof CollectionOptions, true>> = {
  schema: true,
  access: true,
  fields: true,
  indexes: true,
  unindexed: true,
  cache: true,
  ttl: true,
};

function checkOptions<Options extends CollectionOptions>(options: Options): Options {
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(OPTIONS, key));
  if (unknown !== undefined) {
    throw new Error(`${unknown}: there is only ${Object.keys(OPTIONS).join(", ")}`);
  }
  for (const key of ["schema", "access"] as const) {
    if (typeof options[key] !== "object" || options[key] === null)
      throw new Error(`${key} is missing`);
  }
  return options;
}

function parseDeclaredIndex(fields: readonly string[]): IndexDefinition {
  return explain(`index ${JSON.stringify(fields)}`, () => parseIndex(fields));
}

function checkCache(cache: CacheOptions): CacheOptions {
  for (const [key, value] of Object.entries(cache)) {
    if (!(value > 0)) throw new Error(`cache.${key} must be more than 0`);
  }
  return Object.freeze({ ...cache });
}
