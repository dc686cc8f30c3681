import type { FieldPath, Fields } from "../contract/value.ts";
import type { Aggregate, Query } from "../contract/query.ts";
import type { Change } from "../contract/wire-changes.ts";
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

export type WriteOperation = {
  readonly path: string;
  /** The caller's own condition. */
  readonly condition?: Precondition;
} & Content;

/** What is written. */
export type Content =
  | {
      readonly kind: "create";
      readonly fields: Fields;
      /** True where the gateway chose the document's id, so that nobody could have guessed it. */
      readonly generatedId?: true;
    }
  | {
      readonly kind: "set";
      readonly fields: Fields;
      /** Only the fields that are given, or only those at these paths; without it the whole document. */
      readonly merge?: true | readonly FieldPath[];
    }
  | { readonly kind: "update"; readonly changes: readonly Change[] }
  | { readonly kind: "delete" | "verify" };
