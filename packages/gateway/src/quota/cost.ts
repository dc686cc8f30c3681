/** What quotas count. Deletes are writes. */
export const COST_CLASSES = ["calls", "reads", "writes"] as const;
export type CostClass = (typeof COST_CLASSES)[number];

/** What a call costs, or has cost: a whole number ≥ 0 for each class. */
export type Cost = Readonly<Record<CostClass, number>> & {
  /** How many of the writes are deletes: budgets count them apart, as Firestore's own limits do. */
  readonly deletes?: number;
};
