import { isName, isVector, nameDirection, type IndexDefinition } from "./index-definition.ts";
import { isAtOrBelow } from "./is-at-or-below.ts";
import { isWithoutFields, type IndexNeed } from "./index-need.ts";

/** The indexes that there are for the collections or the collection group of a query. */
export interface AvailableIndexes {
  readonly declared: readonly IndexDefinition[];
  /** Whether fields have automatic indexes, but for these and what lies below them. */
  readonly automatic: false | { readonly except: readonly string[] };
}

/**
 * Whether the indexes serve a disjunction: one that has all its fields, or several that end alike
 * and have each of its equalities in one of them, which Firestore merges.
 * @see https://firebase.google.com/docs/firestore/query-data/index-overview#use_index_merging
 */
export function serves(available: AvailableIndexes, need: IndexNeed): boolean {
  return servedBy(available, need) !== undefined;
}

/**
 * The one index that serves a disjunction, or all that Firestore may merge to serve it; none where
 * the order by ids is all that is needed. Undefined where nothing serves it.
 */
export function servedBy(
  { declared, automatic }: AvailableIndexes,
  need: IndexNeed,
): readonly IndexDefinition[] | undefined {
  if (isWithoutFields(need)) return [];
  const wanted = lookups(need);
  const usable = [...declared, ...automaticIndexes(automatic, need)].flatMap((index) => {
    const prefix = prefixFor(index, need, wanted);
    return prefix === undefined ? [] : [{ index, prefix }];
  });
  const whole = usable.find(({ prefix }) => wanted.every((field) => prefix.includes(field)));
  if (whole !== undefined) return [whole.index];
  const { isMergeable, array, suffix } = need;
  const isMerged =
    isMergeable &&
    wanted.length > 0 &&
    (array === undefined || suffix.length === 0) &&
    wanted.every((field) => usable.some(({ prefix }) => prefix.includes(field)));
  return isMerged ? usable.map(({ index }) => index) : undefined;
}

/**
 * What the index looks up before its end, if it can be used at all: its end must be the need's
 * order, and everything before it something that is wanted.
 */
function prefixFor(
  index: IndexDefinition,
  need: IndexNeed,
  wanted: readonly string[],
): readonly string[] | undefined {
  if (isVector(index) || nameDirection(index) !== need.nameDirection) return undefined;
  const fields = isName(index.at(-1)) ? index.slice(0, -1) : index;
  const start = fields.length - need.suffix.length;
  const endsAlike = need.suffix.every(({ field, mode }, i) => {
    const other = fields[start + i];
    return other?.field === field && other.mode === mode;
  });
  if (start < 0 || !endsAlike) return undefined;
  const prefix = fields.slice(0, start).map(({ field, mode }) => lookup(field, mode));
  return prefix.every((field) => wanted.includes(field)) ? prefix : undefined;
}

/** Every field that is looked up; that of array-contains needs an index of that mode. */
function lookups({ equalities, array }: IndexNeed): readonly string[] {
  return array === undefined ? equalities : [...equalities, lookup(array, "array-contains")];
}

function lookup(field: string, mode: IndexDefinition[number]["mode"]): string {
  return mode === "array-contains" ? `${field} ${mode}` : field;
}

/** The automatic indexes, of a single field each, that could be of use. */
function automaticIndexes(
  automatic: AvailableIndexes["automatic"],
  { equalities, array, suffix, nameDirection: mode }: IndexNeed,
): readonly IndexDefinition[] {
  if (automatic === false) return [];
  const indexes: IndexDefinition[] = equalities.map((field) => [{ field, mode }]);
  if (array !== undefined) indexes.push([{ field: array, mode: "array-contains" }]);
  for (const sorted of suffix) indexes.push([sorted]);
  return indexes.filter(
    ([only]) => !automatic.except.some((exempt) => isAtOrBelow(only?.field ?? "", exempt)),
  );
}
