/** The classes of cost that quotas count. Deletes are writes. */
export const COST_CLASSES = ["calls", "reads", "writes"] as const;
export type CostClass = (typeof COST_CLASSES)[number];

/** What a call costs: a whole number ≥ 0 of each class. */
export type Cost = Readonly<Record<CostClass, number>> & {
  /** The number of the writes that are deletes, which budgets count apart, as Firestore's own limits do. @default 0 */
  readonly deletes?: number;
};
