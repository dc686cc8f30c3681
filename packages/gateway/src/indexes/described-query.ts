import type { UsedIndex } from "./used-indexes.ts";

/** What is told of a query: no value of it, and no name that no schema declares. */
export interface DescribedQuery {
  /** What it compares, orders by and computes. */
  readonly shape: string;
  /** The indexes that serve it. */
  readonly indexes: readonly UsedIndex[];
  /** The fields whose own indexes it may need. */
  readonly fields: readonly string[];
}

/** Its indexes as one text: those that Firestore may have merged say so. */
export function indexesText({ indexes }: DescribedQuery): string {
  return indexes.map(usedIndexText).join(" | ");
}

/** An index as it is told: one that Firestore may have merged with others says so. */
export function usedIndexText({ name, as }: UsedIndex): string {
  return as === "merged" ? `(merged) ${name}` : name;
}
