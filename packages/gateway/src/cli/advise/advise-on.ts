import type { DeclaredIndexes } from "../../indexes/collection-indexes.ts";
import { formatIndex, isVector } from "../../indexes/index-definition.ts";
import { OTHER } from "../../usage/counts-by-key.ts";
import { queryAdvice } from "../../usage/query-advice.ts";
import { MERGED, type UsageTotals } from "../../usage/usage-totals.ts";

/** What calls did, and what is known of them. */
export interface KnownUsage {
  readonly totals: UsageTotals;
  /** For how many days in a row it is known. */
  readonly days: number;
  /** Ids of collections that are reached past the gateway. */
  readonly directIds: ReadonlySet<string>;
}

/** One thing that could cost less. */
export interface UsageAdvice {
  readonly kind: "query" | "missing" | "unused-index";
  readonly collection: string;
  /** The query's shape, the operation or the index. */
  readonly subject: string;
  /** A sentence with its figure. */
  readonly what: string;
}

/** For how many days an index must have been of no use. */
export const UNUSED_DAYS = 30;
/** From so many documents that were not there they are worth a word. */
const MIN_MISSING = 100;
/** The share of the documents asked for that they must be. */
const MIN_MISSING_SHARE = 0.2;

/** What could cost less; nothing of what is not known. */
export function adviceOn(
  usage: KnownUsage,
  definitions: readonly DeclaredIndexes[],
): readonly UsageAdvice[] {
  return [
    ...adviceOnQueries(usage),
    ...adviceOnMissing(usage),
    ...adviceOnIndexes(usage, definitions),
  ];
}

function adviceOnQueries({ totals }: KnownUsage): readonly UsageAdvice[] {
  return totals.tops.shape.entries.flatMap(([key, counts]) => {
    const [collection = "", subject = ""] = JSON.parse(key) as readonly string[];
    const what = queryAdvice(counts);
    return what === undefined ? [] : [{ kind: "query", collection, subject, what } as const];
  });
}

function adviceOnMissing({ totals }: KnownUsage): readonly UsageAdvice[] {
  return totals.groups.collection.entries.flatMap(([key, { found = 0, missing = 0 }]) => {
    const { operation, collection } = namedUse(key);
    const share = missing / (found + missing);
    if (operation === "own" || missing < MIN_MISSING || share < MIN_MISSING_SHARE) return [];
    const percent = Math.round(share * 100);
    const what = `${String(missing)} documents asked for were not there, ${String(percent)} % of all: remember that they are missing, or create them.`;
    return [{ kind: "missing", collection, subject: operation, what } as const];
  });
}

function adviceOnIndexes(
  usage: KnownUsage,
  definitions: readonly DeclaredIndexes[],
): readonly UsageAdvice[] {
  const { days, totals, directIds } = usage;
  if (days < UNUSED_DAYS) return [];
  const used = totals.groups.index.entries.flatMap(([key]) => usedTexts(key));
  if (used.some((text) => text === OTHER || text === MERGED) || hasUncounted(totals)) return [];
  const known = new Set(used.map(withoutOrder));
  return definitions.flatMap(({ path, collectionId, indexes, groupIndexes }) => {
    if (collectionId === undefined || directIds.has(collectionId)) return [];
    return [...indexes, ...groupIndexes]
      .filter((index) => index.length > 1 || isVector(index))
      .map((index) => formatIndex(index).join(", "))
      .filter((text) => !known.has(withoutOrder(text)))
      .map((subject) => {
        const what = `No query used it in ${String(days)} days: each write of its fields pays for it.`;
        return { kind: "unused-index", collection: path, subject, what } as const;
      });
  });
}

/** Queries that live queries run are counted by collection alone, and tell no index. */
function hasUncounted({ groups }: UsageTotals): boolean {
  let listed = 0;
  for (const [key, { calls = 0 }] of groups.collection.entries) {
    const { operation } = namedUse(key);
    if (key === OTHER) return true;
    if (operation === "list" || operation === "aggregate") listed += calls;
  }
  const indexed = groups.index.entries.reduce((sum, [, { calls = 0 }]) => sum + calls, 0);
  return listed > indexed;
}

function usedTexts(key: string): readonly string[] {
  return key === OTHER ? [key] : (JSON.parse(key) as readonly string[]).slice(1);
}

/** An index of vectors serves whatever the order of the fields before them. */
function withoutOrder(text: string): string {
  return text.includes(" vector(") ? text.split(", ").toSorted().join(", ") : text;
}

function namedUse(key: string): { readonly operation: string; readonly collection: string } {
  const [operation = "", ...collection] = key.split(" ");
  return { operation, collection: collection.join(" ") };
}
