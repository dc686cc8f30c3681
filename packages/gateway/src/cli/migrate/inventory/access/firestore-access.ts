import type { OperationName } from "../sdk/operation.ts";

/** One place in the source that reads or writes documents of one collection. */
export interface FirestoreAccess {
  readonly service: string;
  /** Relative to the folder that was given, with slashes. */
  readonly file: string;
  /** Where the operation's own name stands, both from 1. */
  readonly line: number;
  readonly column: number;
  readonly operation: OperationName;
  /** The collection's path; what varies in it stands as `{name}`. */
  readonly collection: string;
  /** Whether it is all collections of that id. */
  readonly group?: true;
  /** Why the collection is not known. */
  readonly unknown?: string;
  /** What the operation is part of. */
  readonly within?: "batch" | "transaction" | "bulkWriter";
  /** The calls, as file:line, of the function it stands in that lead to this collection. */
  readonly callers?: readonly string[];
  /** The callable, or the object, that does the same; missing where there is none yet. */
  readonly gateway?: string;
}
