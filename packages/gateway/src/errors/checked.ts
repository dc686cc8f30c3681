import type { FieldViolation } from "./error.ts";

/** What came from a caller, checked and in the form it is used in; or what is wrong with it, by field. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly violations: readonly [FieldViolation, ...FieldViolation[]] };

/** Most violations in one error: enough to mend by; who gets everything wrong is not told everything. */
export const MAX_VIOLATIONS = 20;

/** The value, if there are no violations; the first of them if there are. */
export function checked<T>(violations: readonly FieldViolation[], value: T): Checked<T> {
  const [first, ...rest] = violations.slice(0, MAX_VIOLATIONS);
  return first === undefined ? { ok: true, value } : { ok: false, violations: [first, ...rest] };
}
