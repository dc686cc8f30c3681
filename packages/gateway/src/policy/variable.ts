import { parseFieldPath, type FieldPath } from "../paths/field-path.ts";
import { tagOf } from "../values/map.ts";
import type { Value } from "../values/value.ts";

/**
 * What a comparison finds on its other side where that is no constant: data, as policies are. No
 * value of Firestore's has such a tag.
 */
export type Variable =
  | { readonly $uid: true }
  | { readonly $claim: FieldPath }
  | { readonly $field: FieldPath }
  | { readonly $segment: string }
  | { readonly $requestTime: true };

/** What a policy compares with. */
export type Operand = Value | Variable;

/** The uid of the end user who calls. Nobody else has one. */
export const callerUid = (): Variable => variable({ $uid: true });

/**
 * A claim of the caller's token: `callerClaim("email")`, `callerClaim("firebase.tenant")`. Names with
 * other characters than letters, digits and `_` stand in backticks.
 */
export const callerClaim = (claim: string): Variable => variable({ $claim: parseFieldPath(claim) });

/** A field of the document that the policy is asked about. */
export const documentField = (field: string): Variable =>
  variable({ $field: parseFieldPath(field) });

/** A segment of the path, by its name; the document's id too, where the path names it. */
export const pathSegment = (segment: string): Variable => variable({ $segment: segment });

/** The time at which the request came. */
export const requestTime = (): Variable => variable({ $requestTime: true });

const TAGS: ReadonlySet<string> = new Set(["$uid", "$claim", "$field", "$segment", "$requestTime"]);

export function isVariable(operand: Operand): operand is Variable {
  const tag = tagOf(operand);
  return tag !== undefined && TAGS.has(tag);
}

/** The field of the document that the operand stands for, if it stands for one. */
export function fieldIn(operand: Operand): FieldPath | undefined {
  return isVariable(operand) && "$field" in operand ? operand.$field : undefined;
}

function variable(data: Variable): Variable {
  return Object.freeze(data);
}
