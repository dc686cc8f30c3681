import { isName, isVector, nameDirection } from "../../indexes/index-definition.ts";
import type { IndexNeed, Sorted } from "../../indexes/index-need.ts";
import { serves } from "../../indexes/serves.ts";
import {
  compositeIndexes,
  UNUSED_DAYS,
  type AdvisedCollection,
  type AdvisedIndex,
  type KnownUsage,
  type UsageAdvice,
} from "./advised.ts";
import { UsedNames, type UsedName } from "./used-names.ts";

/**
 * The composite indexes that no query used for {@link UNUSED_DAYS}, and those of which another that
 * is used serves all queries. What is left serves every query that was counted.
 */
export function adviseOnIndexes(
  usage: KnownUsage,
  definitions: readonly AdvisedCollection[],
): readonly UsageAdvice[] {
  const names = new UsedNames(usage, "index");
  const byId = Map.groupBy(definitions, ({ collectionId }) => collectionId);
  return [...byId].flatMap(([id, ofId]) => {
    const used = id === undefined ? undefined : names.usedIn(id);
    if (used === undefined) return [];
    const known = ofId
      .flatMap(compositeIndexes)
      .filter(({ collection, name }) => names.daysOf(collection, name) >= UNUSED_DAYS);
    const of = { names, used };
    return [...unusedIndexes(known, of), ...replacedIndexes(known, of)];
  });
}

interface KnownUses {
  readonly names: UsedNames;
  readonly used: readonly UsedName[];
}

function unusedIndexes(
  indexes: readonly AdvisedIndex[],
  { names, used }: KnownUses,
): readonly UsageAdvice[] {
  return indexes
    .filter(({ name }) => used.every((one) => one.name !== name))
    .map(({ collection, name }) => {
      const days = String(names.daysOf(collection, name));
      const what = `No query needed it in ${days} days: each write of its fields keeps it up.`;
      return { kind: "unused-index", collection, subject: name, what };
    });
}

function replacedIndexes(
  indexes: readonly AdvisedIndex[],
  { names, used }: KnownUses,
): readonly UsageAdvice[] {
  const usesOf = ({ name }: AdvisedIndex) => used.filter((one) => one.name === name);
  const gone = new Set<string>();
  return indexes.flatMap((one) => {
    const uses = usesOf(one);
    const ways = new Set(uses.map(({ as }) => as));
    const other = indexes.find(
      (candidate) =>
        candidate.name !== one.name &&
        candidate.isGroup === one.isGroup &&
        !gone.has(candidate.name) &&
        usesOf(candidate).length > 0 &&
        [...ways].every((as) => servesAs(candidate, one, as)),
    );
    if (uses.length === 0 || other === undefined) return [];
    gone.add(one.name);
    const calls = String(uses.reduce((sum, use) => sum + use.calls, 0));
    const days = String(names.daysOf(one.collection, one.name));
    const what = `Its ${calls} queries of ${days} days can be served by the index ${other.name}, too: one index does for both.`;
    return [
      { kind: "replaced-index" as const, collection: one.collection, subject: one.name, what },
    ];
  });
}

/** Whether an index by itself serves the queries that another one served in this way. */
function servesAs(candidate: AdvisedIndex, { index }: AdvisedIndex, as: UsedName["as"]): boolean {
  if (typeof as !== "number" || isVector(index)) return false;
  return serves({ declared: [candidate.index], automatic: false }, needOf(index, as));
}

/** What queries need that an index serves by looking up all but its last fields. */
function needOf(index: AdvisedIndex["index"], ordered: number): IndexNeed {
  const fields = index.filter((field) => !isName(field));
  const lookedUp = fields.slice(0, fields.length - ordered);
  const array = lookedUp.find(({ mode }) => mode === "array-contains")?.field;
  return {
    equalities: lookedUp.filter(({ mode }) => mode !== "array-contains").map(({ field }) => field),
    ...(array !== undefined && { array }),
    suffix: fields.slice(fields.length - ordered) as readonly Sorted[],
    nameDirection: nameDirection(index),
    isMergeable: false,
  };
}
