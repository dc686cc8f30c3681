import type { FieldViolation } from "./error.ts";

/** What came from a caller, checked and in the form it is used in; or what is wrong with it, by field. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly violations: readonly [FieldViolation, ...FieldViolation[]] };

/** The value, if there are no violations. */
export function checked<T>([first, ...rest]: readonly FieldViolation[], value: T): Checked<T> {
  return first === undefined ? { ok: true, value } : { ok: false, violations: [first, ...rest] };
}
