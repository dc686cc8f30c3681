import type { FieldPath } from "../paths/field-path.ts";
import type { Aggregate, Query } from "../query/query.ts";
import type { Precondition } from "../documents/store.ts";

/** What a call asks for, one document or query at a time: the unit that policies decide on. */
export type Operation = GetOperation | ListOperation | WriteOperation | OperateOperation;

/** Something that operates the gateway itself. */
export interface OperateOperation {
  readonly kind: "operate";
}

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
  /** Firestore's plan and cost are wanted too: for admins and services, and where nothing is hidden. */
  readonly explain?: true;
}

export interface WriteOperation {
  readonly kind: "create" | "set" | "update" | "delete" | "verify";
  readonly path: string;
  /** What is written, as it came: looked into once the caller may write there at all. */
  readonly data?: unknown;
  /** Of a set: only the fields that are given, or only those at these paths; without it the whole document. */
  readonly merge?: true | readonly FieldPath[];
  /** Of a create: the gateway chose the document's id, so that nobody could have guessed it. */
  readonly generatedId?: true;
  /** The caller's own condition. */
  readonly condition?: Precondition;
}
