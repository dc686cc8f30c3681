import type { FieldPath, Fields } from "../contract/value.ts";
import type { Aggregate, Query } from "../contract/query.ts";
import type { Precondition } from "../documents/store.ts";

/** What a call asks for, one document or query at a time: the unit that policies decide on. */
export type Operation = GetOperation | ListOperation | WriteOperation;

export interface GetOperation {
  readonly kind: "get";
  readonly path: string;
  /** Only these fields; all that the caller may read without it. */
  readonly fields?: readonly FieldPath[];
}

export interface ListOperation {
  readonly kind: "list";
  readonly query: Query;
  /** Computed instead of the documents. */
  readonly aggregates?: Readonly<Record<string, Aggregate>>;
}

export interface WriteOperation {
  readonly kind: "create" | "set" | "update" | "delete" | "verify";
  readonly path: string;
  /** True where the gateway chose the document's id, so that nobody could have guessed it. */
  readonly generatedId?: true;
  /** As it came; for an update, its keys are field paths. */
  readonly data: Fields;
  readonly merge?: true | readonly FieldPath[];
  /** The caller's own condition. */
  readonly condition?: Precondition;
}
