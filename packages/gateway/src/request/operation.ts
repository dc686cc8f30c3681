import type { FieldPath } from "../paths/field-path.ts";
import type { Aggregate, Query } from "../query/query.ts";
import type { Precondition } from "../documents/store.ts";
import type { SentTransform } from "../wire/wire-transforms.ts";

/** What a call asks for, one document or query at a time: the unit that policies decide on. */
export type Operation = GetOperation | ListOperation | WriteOperation | OperateOperation;

/** Something that operates the gateway itself. */
export interface OperateOperation {
  readonly kind: "operate";
  /** Documents of the gateway's own that it may read, and is charged for. @default none */
  readonly reads?: number;
  /** Whether services may do it too, besides admins. @default false */
  readonly byServices?: true;
}

export interface GetOperation {
  readonly kind: "get";
  readonly path: string;
  /** The fields to answer; without it, all that the caller may read. */
  readonly fields?: readonly FieldPath[];
}

export interface ListOperation {
  readonly kind: "list";
  readonly query: Query;
  /** Aggregates to compute in place of answering documents. */
  readonly aggregates?: Readonly<Record<string, Aggregate>>;
  /** Firestore's plan and cost are wanted too: for admins and services, and where nothing is hidden. */
  readonly explain?: true;
}

export interface WriteOperation {
  readonly kind: "create" | "set" | "update" | "delete" | "verify";
  readonly path: string;
  /** What is written, as it came: looked into once the caller may write there at all. */
  readonly data?: unknown;
  /**
   * For a set: true writes only the fields of `data`, a list only these paths; without it the whole
   * document is replaced.
   */
  readonly merge?: true | readonly FieldPath[];
  /**
   * Applied after `data`, which holds no transform then: each a tag as the wire has it, such as
   * `{"$increment": 1}`. One field may stand several times; none lies within another.
   */
  readonly transforms?: readonly SentTransform[];
  /** For a create: the gateway chose the document's id, which nobody can have guessed. */
  readonly generatedId?: true;
  /** The precondition that the caller set. */
  readonly condition?: Precondition;
}
