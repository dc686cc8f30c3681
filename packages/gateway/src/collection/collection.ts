import type * as z from "zod";
import type { FieldPath } from "../paths/field-path.ts";
import { accessOf, type Access, type AccessOptions } from "../policy/access.ts";
import type { DeclaredIndexes } from "../indexes/collection-indexes.ts";
import { checkOverridable, declaredIndexesOf, type IndexOptions } from "./declared-indexes.ts";
import { checkHiddenOrder } from "../policy/check-hidden-order.ts";
import { auditOf, type Audit, type AuditOptions } from "./audit.ts";
import { explain } from "../policy/explain.ts";
import {
  fieldAccessOf,
  type FieldAccess,
  type FieldAccessOptions,
} from "../policy/field-access.ts";
import { documentSchema, type DocumentSchema } from "../schema/definition/document-schema.ts";
import { parsePathPattern, type PathPattern } from "../paths/path-pattern.ts";

/** What is declared of a collection. */
export interface CollectionOptions<Schema extends z.ZodType = z.ZodType> extends IndexOptions {
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
   * Whether every collection group that no definition `{name=**}/id` opens is open to queries, as
   * far as the list policy of each definition that its collections may belong to allows: for the
   * path `{name=**}` alone. @default false
   */
  readonly collectionGroups?: boolean;
  /**
   * Whether it is a secret which ids are taken. `open`: it is none, and who may create may choose
   * the id, as Firebase's SDKs do in `addDoc` and `setDoc`. @default "secret"
   */
  readonly ids?: "secret" | "open";
  /** For how long documents and results may be answered from memory. @default not at all */
  readonly cache?: CacheOptions;
  /**
   * Which writes leave an entry of who wrote what, when and how, in the same commit.
   * @default none
   */
  readonly audit?: AuditOptions;
}

export interface CacheOptions {
  /** How old an answer may be; more than 0. */
  readonly maxAgeMs: number;
  /** How much of an instance's memory the collection may take; 1 or more. @default 16 MiB */
  readonly maxBytes?: number;
}

const DEFAULT_CACHE_BYTES = 16 * 1024 * 1024;

/** A declared collection, checked and frozen. */
export interface CollectionDefinition<
  Schema extends z.ZodType = z.ZodType,
> extends DeclaredIndexes {
  /** As declared: `users/{uid}/notes`. */
  readonly path: string;
  readonly pattern: PathPattern;
  readonly schema: Schema;
  /** The schema, made ready to check writes by. */
  readonly documents: DocumentSchema;
  readonly access: Access;
  readonly fields: readonly FieldAccess[];
  readonly collectionGroups: boolean;
  /** Whether anybody may know which ids are taken. */
  readonly hasOpenIds: boolean;
  readonly cache?: Required<CacheOptions>;
  readonly audit?: Audit;
}

/**
 * Declares a collection: what its documents are, and who may do what with them. Collections that
 * are not declared can't be reached.
 *
 * @param path `movies`, `users/{uid}/notes`, `users/{uid}` (the collection `users`, whose
 * documents' ids the policies call uid), `system/status` (a single document), `{path=**}/comments`
 * (every collection `comments`, open to queries of the collection group) or `{path=**}` (every
 * collection not declared otherwise)
 * @throws Error at start that names the collection, what is wrong and what to do
 */
export function collection<Schema extends z.ZodType>(
  path: string,
  options: CollectionOptions<Schema>,
): CollectionDefinition<Schema> {
  return explain(`collection ${JSON.stringify(path)}`, () => {
    const pattern = parsePathPattern(path);
    const { schema, access, fields = {}, ids = "secret", cache, audit } = checkOptions(options);
    const { collectionGroups = false } = options;
    const documents = explain("schema", () => documentSchema(schema));
    const declaredAccess = accessOf(access, { pattern, schema });
    const declaredFields = fieldAccessOf(fields, { pattern, schema });
    checkHiddenOrder(declaredAccess.list, declaredFields);
    return Object.freeze({
      path,
      pattern,
      schema,
      documents,
      access: declaredAccess,
      fields: declaredFields,
      collectionGroups: checkCollectionGroups(collectionGroups, pattern),
      hasOpenIds: areOpen(ids),
      ...declaredIndexesOf(options, { pattern, schema }),
      ...(documents.ttl && { ttl: checkTtl(documents.ttl, pattern) }),
      ...(cache && { cache: checkCache(cache) }),
      ...(audit !== undefined && { audit: auditOf(audit, schema) }),
    });
  });
}

const OPTIONS: Readonly<Record<keyof CollectionOptions, true>> = {
  schema: true,
  access: true,
  fields: true,
  collectionGroups: true,
  ids: true,
  indexes: true,
  groupIndexes: true,
  unindexed: true,
  cache: true,
  audit: true,
};

function checkOptions<Options extends CollectionOptions>(options: Options): Options {
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(OPTIONS, key));
  if (unknown !== undefined) {
    throw new Error(`${unknown}: there is only ${Object.keys(OPTIONS).join(", ")}`);
  }
  for (const key of ["schema", "access"] as const) {
    const value: unknown = options[key];
    if (typeof value !== "object" || value === null) throw new Error(`${key} is missing`);
  }
  return options;
}

function areOpen(ids: string): boolean {
  if (ids === "open") return true;
  if (ids === "secret") return false;
  throw new Error('ids: there is only "secret", "open"');
}

/** Firestore keeps it by collection id, and the Firebase CLI names the field. */
function checkTtl(field: FieldPath, { segments, documentId }: PathPattern): FieldPath {
  return explain("ttl", () => {
    if (segments.at(-1)?.kind !== "literal" || documentId !== undefined) {
      throw new Error("it needs a path that ends with the collection's id");
    }
    checkOverridable(field);
    return field;
  });
}

function checkCollectionGroups(isOpen: unknown, { segments }: PathPattern): boolean {
  if (typeof isOpen !== "boolean") throw new Error("collectionGroups must be true or false");
  const [first, ...rest] = segments;
  if (isOpen && (first?.kind !== "rest" || rest.length > 0)) {
    throw new Error(
      "collectionGroups needs the path {name=**}; a path {name=**}/id opens the group of its id by itself",
    );
  }
  return isOpen;
}

function checkCache(cache: CacheOptions): Required<CacheOptions> {
  const { maxAgeMs, maxBytes = DEFAULT_CACHE_BYTES, ...others } = cache;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new Error(`cache.${unknown}: there is only maxAgeMs, maxBytes`);
  if (!(maxAgeMs > 0)) throw new Error("cache.maxAgeMs must be more than 0");
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 1) {
    throw new Error("cache.maxBytes must be a whole number of 1 or more");
  }
  return Object.freeze({ maxAgeMs, maxBytes });
}
