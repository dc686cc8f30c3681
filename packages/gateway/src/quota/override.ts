import { COST_CLASSES, type CostClass } from "./cost.ts";
import type { Limit } from "./limit.ts";

/** Limits for one caller, as its account keeps them: they replace its tier's limits of the same classes. */
export type Override = {
  readonly limits: readonly OverrideLimit[];
  /** Whether nothing of the caller's is admitted. @default false */
  readonly blocked?: boolean;
};

/** A {@link Limit} in the form of a record. */
export type OverrideLimit = {
  readonly name: string;
  readonly class: CostClass;
  readonly capacity: number;
  readonly refillPerMinute: number;
};

/** The limits that apply to a caller: those set for it alone, its tier's of other classes, and its tier's on parts of its costs. */
export function boundBy(limits: readonly Limit[], override: Override | null): readonly Limit[] {
  if (override === null) return limits;
  // Another version may know more classes.
  const own = override.limits.filter((limit) => COST_CLASSES.includes(limit.class));
  const classes = new Set(own.map((limit) => limit.class));
  const kept = limits.filter(
    ({ class: costClass, scope }) => scope !== undefined || !classes.has(costClass),
  );
  return [...kept, ...own];
}
