import type { CollectionDefinition } from "../collection/collection.ts";
import { Registry } from "../collection/registry.ts";
import { OPERATIONS, type DocumentOperation } from "../policy/access.ts";
import type { Who } from "./memory-caller.ts";
import type { DocumentData } from "./memory-documents.ts";
import { memoryGateway, type MemoryGateway } from "./memory-gateway.ts";
import { tryOperation, type TriedDocument, type TryingCaller } from "./try-operation.ts";

export interface PolicyMatrixOptions<Path extends string, Name extends string> {
  /** As the gateway has them. */
  readonly collections: readonly CollectionDefinition[];
  /** By the name that each has in the matrix; null for somebody without a token. */
  readonly callers: Readonly<Record<Name, Who | null>>;
  /** The documents that each caller tries everything with, by their paths. */
  readonly documents: Readonly<Record<Path, DocumentData>>;
  /** What is stored besides, such as the lists of a team's members. @default nothing */
  readonly besides?: Readonly<Record<string, DocumentData>>;
  /** What an update of each document sends. @default {}: an update that changes nothing */
  readonly changes?: Readonly<Partial<Record<Path, DocumentData>>>;
  /** The time in milliseconds since 1970. @default now */
  readonly now?: () => number;
}

/** What each caller may do with each document, by the document's path and the caller's name. */
export type PolicyMatrix<Path extends string = string, Name extends string = string> = Readonly<
  Record<Path, Readonly<Record<Name, readonly DocumentOperation[]>>>
>;

/**
 * Finds out who may do what by trying: each caller does everything with each document, in a gateway
 * in memory of its own, and what was not refused is in the matrix. To compare with what is
 * meant, or to keep as a snapshot.
 *
 * - `list`: whether a query of the whole collection returns the document
 * - `create`: whether a document with the same data, but for what the server writes, can be
 *   created where it does not exist, under its id or under a new one
 * - `update`: whether an update with the document's `changes` is applied
 *
 * @example
 * const matrix = await policyMatrix({
 *   collections: [notes],
 *   callers: { ada: { uid: "ada" }, nobody: null },
 *   documents: { "users/ada/notes/one": { text: "Milk" } },
 * });
 * assert.deepEqual(matrix["users/ada/notes/one"].nobody, []);
 *
 * @throws Error for what is refused for another reason than a policy, such as data that the schema
 * doesn't take
 */
export function policyMatrix<Path extends string, Name extends string>(
  options: PolicyMatrixOptions<Path, Name>,
): Promise<PolicyMatrix<Path, Name>> {
  return matrixOf(options, (gateway, who) => gateway.as(who));
}

/** The callers through whom operations are tried. */
type CallerOf = (gateway: MemoryGateway, who: Who | null) => TryingCaller;

/** The matrix of what such callers may do. */
export async function matrixOf<Path extends string, Name extends string>(
  options: PolicyMatrixOptions<Path, Name>,
  callerOf: CallerOf,
): Promise<PolicyMatrix<Path, Name>> {
  const { collections, documents, changes = {} } = options;
  const registry = new Registry(collections);
  const matrix: Record<string, Record<string, readonly DocumentOperation[]>> = {};
  for (const [path, data] of Object.entries<DocumentData>(documents)) {
    const managed = registry.find(path)?.definition.documents.managed;
    const own = Object.entries(data).filter(([name]) => managed?.has(name) !== true);
    const subject: TriedDocument = {
      path,
      newData: Object.fromEntries(own),
      changes: (changes as Readonly<Record<string, DocumentData>>)[path] ?? {},
    };
    matrix[path] = await rowOf(subject, options, callerOf);
  }
  return matrix as PolicyMatrix<Path, Name>;
}

/** By the callers' names. */
async function rowOf<Path extends string, Name extends string>(
  subject: TriedDocument,
  options: PolicyMatrixOptions<Path, Name>,
  callerOf: CallerOf,
): Promise<Record<string, readonly DocumentOperation[]>> {
  const { collections, callers, documents, besides, now } = options;
  const row: Record<string, DocumentOperation[]> = {};
  for (const [name, who] of Object.entries<Who | null>(callers)) {
    const allowed: DocumentOperation[] = (row[name] = []);
    for (const operation of OPERATIONS) {
      // Of its own, since nothing that was tried may change what is tried next.
      const gateway = memoryGateway({ collections, ...(now && { now }) });
      await gateway.documents.setAll({ ...besides, ...documents });
      const trial = { gateway, caller: callerOf(gateway, who) };
      const isAllowed = await tryOperation(operation, subject, trial).catch((error: unknown) => {
        const what = `policyMatrix: ${operation} of ${subject.path} by ${name}`;
        throw new Error(`${what}: ${String(error)}`, { cause: error });
      });
      if (isAllowed) allowed.push(operation);
    }
  }
  return row;
}
