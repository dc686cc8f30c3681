import type { Value } from "../values/value.ts";

/** A length of time, in milliseconds. */
export class Duration {
  readonly ms: number;

  constructor(ms: number) {
    this.ms = ms;
  }
}

/** What an expression of Firebase's rules comes to: a value of a document, or one of its own. */
export type RuleValue = Value | ReadonlySet<Value> | Duration;

/** The same, undefined where the expression fails: a missing field, a wrong type. */
export type Evaluated = RuleValue | undefined;

/** Whether it holds; undefined where that can't be said, which neither allows nor turns around. */
export type Judged = boolean | undefined;

/** The value where it is one that a document can hold. */
export function plainValue(value: Evaluated): Value | undefined {
  return value instanceof Set || value instanceof Duration ? undefined : (value as Value);
}
