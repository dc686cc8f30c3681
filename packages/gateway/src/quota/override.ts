import { COST_CLASSES, type CostClass } from "./cost.ts";
import type { Limit } from "./limit.ts";

/** Other limits for one caller, as its account keeps them: they take the place of its tier's, for the classes that they name. */
export type Override = {
  readonly limits: readonly OverrideLimit[];
  /** Nothing of the caller's is admitted. */
  readonly blocked?: boolean;
};

/** As {@link Limit}, in the form of a record. */
export type OverrideLimit = {
  readonly name: string;
  readonly class: CostClass;
  readonly capacity: number;
  readonly refillPerMinute: number;
};

/** The limits that bind a caller: its tier's on parts of its costs, and on the whole those set for it alone, if any are. */
export function boundBy(limits: readonly Limit[], override: Override | null): readonly Limit[] {
  if (override === null) return limits;
  // Another version may know more classes.
  const own = override.limits.filter((limit) => COST_CLASSES.includes(limit.class));
  const classes = new Set(own.map((limit) => limit.class));
  const kept = limits.filter(({ class: of, on }) => on !== undefined || !classes.has(of));
  return [...kept, ...own];
}
