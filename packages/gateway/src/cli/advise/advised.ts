import type { DeclaredIndexes } from "../../indexes/collection-indexes.ts";
import { isVector, type IndexDefinition } from "../../indexes/index-definition.ts";
import { indexName } from "../../indexes/index-name.ts";
import type { RowAdvice } from "../../usage/advise-on-rows.ts";
import type { UsageTotals } from "../../usage/usage-totals.ts";

/** What calls did, and what is known of them. */
export interface KnownUsage {
  /** By the day, in their order. */
  readonly days: readonly { readonly fromMs: number; readonly totals: UsageTotals }[];
  /** For how many days in a row up to now all of it is known. */
  readonly knownDays: number;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Whether collections of this id may be reached past the gateway. */
  readonly isReachedDirectly: (collectionId: string) => boolean;
}

/** What is declared of a collection, with the names of all its fields. */
export interface AdvisedCollection extends DeclaredIndexes {
  readonly fields: readonly string[];
}

/** One thing that could cost less. */
export interface UsageAdvice extends Omit<RowAdvice, "kind"> {
  readonly kind: RowAdvice["kind"] | "unused-index" | "replaced-index" | "unqueried-field";
}

/** For how many days something must have been of no use. */
export const UNUSED_DAYS = 30;

/** A composite index of a definition. */
export interface AdvisedIndex {
  readonly collection: string;
  readonly index: IndexDefinition;
  readonly isGroup: boolean;
  readonly name: string;
}

/** The composite indexes of a definition: what a single field has is automatic, or asked for alone. */
export function compositeIndexes({
  path,
  indexes,
  groupIndexes,
}: DeclaredIndexes): readonly AdvisedIndex[] {
  const advised = (isGroup: boolean) => (index: IndexDefinition) => ({
    collection: path,
    index,
    isGroup,
    name: indexName(index, isGroup),
  });
  return [...indexes.map(advised(false)), ...groupIndexes.map(advised(true))].filter(
    ({ index }) => index.length > 1 || isVector(index),
  );
}
