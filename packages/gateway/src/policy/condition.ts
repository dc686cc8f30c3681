import type { FieldPath } from "../paths/field-path.ts";
import type { Comparison } from "../query/query.ts";
import type { Operator } from "../values/operator.ts";
import type { Fields, Value } from "../values/value.ts";

/**
 * What a policy has come down to for one caller and one path: decided, or data about documents. A
 * comparison holds of a document as it would in a query.
 */
export type Condition =
  | boolean
  | Comparison
  | Lookup
  | Unchanged
  | Check
  | WriteCheck
  | OneSide
  | { readonly and: readonly Condition[] }
  | { readonly or: readonly Condition[] };

/** Holds where another document is as it is asked to be. */
export interface Lookup {
  /**
   * The path of the other document; in parts, where ids in it are what fields of the document at
   * hand hold.
   */
  readonly lookup: string | readonly PathPart[];
  readonly asks: LookupPredicate;
  /** How old the other document may be. */
  readonly maxAgeMs: number;
}

/** A segment of a path, or what it is put together from. */
export type PathPart = IdPiece | { readonly pieces: readonly IdPiece[] };

/** A text, or the field that holds it. */
export type IdPiece = string | { readonly field: FieldPath };

/** What is asked of another document: whether there is one, or how a field of it compares. */
export type LookupPredicate =
  | { readonly exists: boolean }
  | (AskedField & { readonly value: Value })
  /** The second field is one of the document at hand. */
  | (AskedField & { readonly documentField: FieldPath });

interface AskedField {
  readonly field: FieldPath;
  readonly op: Operator;
  /** What is compared where the document has no such field. */
  readonly ifMissing?: Value;
}

/** Holds of a write that leaves these parts as they were. */
export interface Unchanged {
  /** The empty path is the whole document. */
  readonly unchanged: readonly FieldPath[];
  /** What in those parts may change. */
  readonly except: readonly FieldPath[];
}

/** Holds of a document for which the function returns true. */
export interface Check {
  readonly check: string;
  readonly passes: (document: Fields) => boolean;
}

/** Holds of a write for which the function returns true. */
export interface WriteCheck {
  readonly writeCheck: string;
  readonly passes: (change: DocumentChange) => boolean;
}

/** Holds of a write if it holds of one side of it: of what is stored, or of what is written. */
export interface OneSide {
  readonly side: "before" | "after";
  readonly holds: Condition;
}

/** A document before and after a write; null where there is none. */
export interface DocumentChange {
  readonly before: Fields | null;
  readonly after: Fields | null;
}

/** The conjunction, as small as it gets. Of nothing: true. */
export function and(conditions: readonly Condition[]): Condition {
  const open = conditions.filter((condition) => condition !== true);
  if (open.includes(false)) return false;
  const [first, ...rest] = open;
  if (first === undefined) return true;
  return rest.length === 0 ? first : { and: open };
}

/** The disjunction, as small as it gets. Of nothing: false. */
export function or(conditions: readonly Condition[]): Condition {
  const open = conditions.filter((condition) => condition !== false);
  if (open.includes(true)) return true;
  const [first, ...rest] = open;
  if (first === undefined) return false;
  return rest.length === 0 ? first : { or: open };
}

/** Whether it depends on what a write makes of a document. */
export function isAboutChange(condition: Condition): boolean {
  if (typeof condition === "boolean") return false;
  if ("and" in condition) return condition.and.some(isAboutChange);
  if ("or" in condition) return condition.or.some(isAboutChange);
  return "unchanged" in condition || "writeCheck" in condition || "side" in condition;
}
