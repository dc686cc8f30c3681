import { formatFieldPath, parseFieldPath } from "../contract/field-path.ts";
import type { FieldPath } from "../contract/value.ts";
import type { DeclaredIndexes } from "../query/collection-indexes.ts";
import { isVector, parseIndex, type IndexDefinition } from "../query/index-definition.ts";
import { explain } from "./explain.ts";
import type { PathPattern } from "./path-pattern.ts";

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
  /** The timestamp field at which Firestore deletes the document. @default none */
  readonly ttl?: string;
}

/** @throws Error where Firestore could not have such indexes for the collections of the path */
export function declaredIndexesOf(
  { indexes = [], groupIndexes = [], unindexed = [], ttl }: IndexOptions,
  pattern: PathPattern,
): Omit<DeclaredIndexes, "path"> {
  const [first, second] = pattern.segments.slice(-2);
  const last = second ?? first;
  const isDeclaring = indexes.length + unindexed.length > 0 || ttl !== undefined;
  if (isDeclaring && last?.kind !== "literal") {
    throw new Error("indexes and ttl need a path that ends with the collection's id");
  }
  if (groupIndexes.length > 0 && !(pattern.segments.length === 2 && first?.kind === "rest")) {
    throw new Error("groupIndexes need a path of the form {name=**}/id");
  }
  return {
    ...(last?.kind === "literal" && { collectionId: last.id }),
    indexes: Object.freeze(indexes.map((index) => parse("indexes", index))),
    groupIndexes: Object.freeze(groupIndexes.map((index) => parse("groupIndexes", index))),
    unindexed: Object.freeze(unindexed.map((field) => explain("unindexed", () => override(field)))),
    ...(ttl !== undefined && { ttl: explain("ttl", () => override(ttl)) }),
  };
}

function parse(option: "indexes" | "groupIndexes", fields: readonly string[]): IndexDefinition {
  return explain(`${option} ${JSON.stringify(fields)}`, () => {
    const index = parseIndex(fields);
    const [only, ...rest] = index;
    if (only === undefined || rest.length > 0 || isVector(index)) return index;
    if (option === "indexes") throw new Error("an index of one field is automatic; remove it");
    override(formatFieldPath(only.field));
    return index;
  });
}

/** A field with settings of its own, which the Firebase CLI puts into a URL as it is. */
function override(text: string): FieldPath {
  if (/[/?#%]/u.test(text)) {
    throw new Error(`${text}: the Firebase CLI can't name a field with one of / ? # %`);
  }
  return Object.freeze(parseFieldPath(text));
}
