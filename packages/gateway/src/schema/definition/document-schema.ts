import type * as z from "zod";
import type { FieldPath } from "../../paths/field-path.ts";
import { inspectDefinition } from "./inspect-definition.ts";
import { hardenDocument } from "./harden.ts";
import { isKept } from "./managed-fields.ts";
import type { ServerManaged } from "../types/mark.ts";

/** What a collection's documents are, made ready to check writes by. */
export interface DocumentSchema {
  /** The schema as its owner wrote it, to find fields in. */
  readonly declared: z.ZodType;
  /** The schema that whole documents are checked against. */
  readonly hardened: z.core.$ZodType;
  /** The fields that only the server writes. */
  readonly managed: ReadonlyMap<string, ServerManaged>;
  /** The same, as field paths. */
  readonly managedPaths: readonly FieldPath[];
  /** The managed fields that every write sets. */
  readonly updated: ReadonlyMap<string, ServerManaged>;
  /** The field by whose time Firestore deletes a document. */
  readonly ttl?: FieldPath;
}

/**
 * Makes a schema ready. Do it once, at start.
 *
 * @param declared an object of zod's (or a union of some): strict unless it says otherwise
 * @throws Error that names the field, where the schema could never work
 */
export function documentSchema(declared: z.ZodType): DocumentSchema {
  const { managed, ttl } = inspectDefinition(declared);
  return Object.freeze({
    declared,
    hardened: hardenDocument(declared),
    managed,
    managedPaths: Array.from(managed.keys(), (name) => [name]),
    updated: new Map([...managed].filter(([, kind]) => !isKept(kind))),
    ...(ttl !== undefined && { ttl }),
  });
}
