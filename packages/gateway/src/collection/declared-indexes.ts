import type * as z from "zod";
import { formatFieldPath, parseFieldPath, type FieldPath } from "../paths/field-path.ts";
import type { DeclaredIndexes } from "../indexes/collection-indexes.ts";
import { isVector, parseIndex, type IndexDefinition } from "../indexes/index-definition.ts";
import { explain } from "../policy/explain.ts";
import type { PathPattern } from "../paths/path-pattern.ts";
import { schemaFieldProblem } from "../policy/schema-field-problem.ts";

/** What can be declared of the indexes of a collection. */
export interface IndexOptions {
  /**
   * Composite indexes: field paths, with how where it is not ascending. `["genre", "rating desc"]`,
   * `["tags array-contains", "rating"]`, `["embedding vector(768)"]`. @default none
   */
  readonly indexes?: readonly (readonly string[])[];
  /**
   * Indexes for queries of the collection group, where the path is `{name=**}/id`: of single
   * fields too, since none are automatic. @default none
   */
  readonly groupIndexes?: readonly (readonly string[])[];
  /** Fields without automatic indexes: long texts, large maps, times that only grow. @default none */
  readonly unindexed?: readonly string[];
}

/** @throws Error where Firestore could not have such indexes for the collections of the path */
export function declaredIndexesOf(
  { indexes = [], groupIndexes = [], unindexed = [] }: IndexOptions,
  { pattern, schema }: { readonly pattern: PathPattern; readonly schema: z.ZodType },
): Pick<DeclaredIndexes, "collectionId" | "indexes" | "groupIndexes" | "unindexed"> {
  if (pattern.documentId !== undefined) return noIndexes({ indexes, groupIndexes, unindexed });
  const [first, second] = pattern.segments;
  const last = pattern.segments.at(-1);
  if (indexes.length + unindexed.length > 0 && last?.kind !== "literal") {
    throw new Error("indexes need a path that ends with the collection's id");
  }
  if (groupIndexes.length > 0 && (first?.kind !== "rest" || second === undefined)) {
    throw new Error("groupIndexes need a path of the form {name=**}/id");
  }
  const parse = (option: "indexes" | "groupIndexes", fields: readonly string[]) =>
    explain(`${option} ${JSON.stringify(fields)}`, () => {
      const index = parseIndex(fields);
      checkSingle(index, option);
      for (const { field } of index) checkField(schema, parseFieldPath(field));
      return index;
    });
  return {
    ...(last?.kind === "literal" && { collectionId: last.id }),
    indexes: Object.freeze(indexes.map((fields) => parse("indexes", fields))),
    groupIndexes: Object.freeze(groupIndexes.map((fields) => parse("groupIndexes", fields))),
    unindexed: Object.freeze(
      unindexed.map((text) => explain("unindexed", () => exempt(text, schema))),
    ),
  };
}

/** A single document has those of its collection. */
function noIndexes({ indexes, groupIndexes, unindexed }: Required<IndexOptions>) {
  if (indexes.length + groupIndexes.length + unindexed.length > 0) {
    throw new Error("a single document has no indexes of its own; declare them for its collection");
  }
  return { indexes: [], groupIndexes: [], unindexed: [] };
}

function checkSingle(index: IndexDefinition, option: "indexes" | "groupIndexes"): void {
  const [only, ...rest] = index;
  if (only === undefined || rest.length > 0 || isVector(index)) return;
  if (option === "indexes") throw new Error("an index of one field is automatic; remove it");
  checkOverridable(parseFieldPath(only.field));
}

function exempt(text: string, schema: z.ZodType): FieldPath {
  const field = parseFieldPath(text);
  checkField(schema, field);
  checkOverridable(field);
  return Object.freeze(field);
}

function checkField(schema: z.ZodType, field: FieldPath): void {
  const problem = schemaFieldProblem(schema, field);
  if (problem !== undefined) throw new Error(problem);
}

/** @throws Error for a field that can't have settings of its own: the Firebase CLI puts it into a URL as it is */
export function checkOverridable(field: FieldPath): void {
  if (isOverridable(field)) return;
  const text = formatFieldPath(field);
  throw new Error(`${text}: the Firebase CLI can't name a field with one of / ? # %`);
}

/** Whether the Firebase CLI can name the field, to give it settings of its own. */
export function isOverridable(field: FieldPath): boolean {
  return !/[/?#%]/u.test(formatFieldPath(field));
}
