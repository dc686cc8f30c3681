import type { Comparison } from "../query/query.ts";
import type { FieldPath } from "../paths/field-path.ts";
import type { Fields } from "../values/value.ts";

/**
 * What a policy has come down to for one caller and one path: decided, or data about documents. A
 * comparison holds of a document as it would in a query.
 */
export type Condition =
  | boolean
  | Comparison
  | Membership
  | Check
  | { readonly and: readonly Condition[] }
  | { readonly or: readonly Condition[] };

/** Holds where another document's field, an array, has this uid in it. */
export interface Membership {
  readonly memberOf: string;
  readonly field: FieldPath;
  readonly uid: string;
  /** How old the other document may be. */
  readonly maxAgeMs: number;
}

/** Holds of a document for which the function returns true. */
export interface Check {
  readonly check: string;
  readonly passes: (document: Fields) => boolean;
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
