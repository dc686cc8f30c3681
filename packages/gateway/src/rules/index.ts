/**
 * What Firebase's rules compute, for the definitions that `database-service migrate propose` writes:
 * each function is what the expression of rules in its description is, and what fails there is
 * undefined here.
 */
export { at, atOr } from "./at.ts";
export { duration, minus, plus, times, toMillis } from "./arithmetic.ts";
export {
  dayOf,
  dayOfWeek,
  hoursOf,
  minutesOf,
  monthOf,
  secondsOf,
  startOfDay,
  yearOf,
} from "./calendar.ts";
export { claimsOf, uidOf } from "./caller-values.ts";
export {
  addedKeys,
  affectedKeys,
  changedKeys,
  removedKeys,
  unchangedKeys,
} from "./changed-keys.ts";
export { compare } from "./compare.ts";
export {
  hasAll,
  hasAny,
  hasOnly,
  isIn,
  keysOf,
  listOf,
  setOf,
  sizeOf,
  valuesOf,
} from "./elements.ts";
export { isA } from "./is-a.ts";
export { concat, difference, intersection, removeAll, union } from "./sets.ts";
export { timeNow } from "./time-now.ts";
export { join, lower, matches, split, trim, upper } from "./texts.ts";
export type { Evaluated, Judged, RuleValue } from "./rule-value.ts";
