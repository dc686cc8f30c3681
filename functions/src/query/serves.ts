import { formatFieldPath, isPrefix } from "../contract/field-path.ts";
import type { Order } from "../contract/query.ts";
import type { FieldPath } from "../contract/value.ts";
import { isName, isVector, type IndexDefinition } from "./index-definition.ts";
import type { IndexNeed } from "./index-need.ts";

/** The indexes that there are for the collections or the collection group of a query. */
export interface AvailableIndexes {
  readonly declared: readonly IndexDefinition[];
  /** Whether fields have automatic indexes, but for these and what lies below them. */
  readonly automatic: false | { readonly except: readonly FieldPath[] };
}

/**
 * Whether the indexes serve a disjunction: one that has all its fields, or several that end alike
 * and have each of its equalities in one of them, which Firestore merges.
 * @see https://firebase.google.com/docs/firestore/query-data/index-overview#taking_advantage_of_index_merging
 */
export function serves({ declared, automatic }: AvailableIndexes, need: IndexNeed): boolean {
  const wanted = wantedNames(need);
  if (wanted.length === 0 && need.suffix.length === 0) return true;
  const served = [...declared, ...automaticIndexes(automatic, need)].flatMap((index) => {
    const names = prefixFor(index, need);
    return names === undefined ? [] : [new Set(names)];
  });
  if (served.some((names) => wanted.every((name) => names.has(name)))) return true;
  const isMergeable = need.isMergeable && (need.array === undefined || need.suffix.length === 0);
  return (
    isMergeable &&
    wanted.length > 0 &&
    wanted.every((name) => served.some((names) => names.has(name)))
  );
}

/**
 * The fields of the need that the index looks up before its end, if it can be used at all: its
 * end must be the need's order, and everything before it one of its equalities.
 */
function prefixFor(index: IndexDefinition, need: IndexNeed): readonly string[] | undefined {
  if (isVector(index) || nameDirection(index) !== need.nameDirection) return undefined;
  const fields = index.filter((field) => !isName(field));
  const start = fields.length - need.suffix.length;
  if (start < 0) return undefined;
  const endsAlike = need.suffix.every(({ field, direction }, i) => {
    const { field: other, mode } = fields[start + i] as IndexDefinition[number];
    return mode === direction && formatFieldPath(other) === formatFieldPath(field);
  });
  const wanted = wantedNames(need);
  const names = fields.slice(0, start).map(lookupName);
  return endsAlike && names.every((name) => wanted.includes(name)) ? names : undefined;
}

/** Every field that is looked up; that of array-contains needs an index of that mode. */
function wantedNames({ equalities, array }: IndexNeed): readonly string[] {
  const names = equalities.map((field) => formatFieldPath(field));
  return array === undefined ? names : [...names, `${formatFieldPath(array)} array-contains`];
}

function lookupName({ field, mode }: IndexDefinition[number]): string {
  const name = formatFieldPath(field);
  return mode === "array-contains" ? `${name} ${mode}` : name;
}

/** By the last field, unless that has no direction, or the index says otherwise. */
export function nameDirection(index: IndexDefinition): Order["direction"] {
  return index.at(-1)?.mode === "desc" ? "desc" : "asc";
}

/** The automatic indexes, of a single field each, that could be of use. */
function automaticIndexes(
  automatic: AvailableIndexes["automatic"],
  { equalities, array, suffix }: IndexNeed,
): readonly IndexDefinition[] {
  if (automatic === false) return [];
  const isAutomatic = (field: FieldPath) =>
    !automatic.except.some((exempt) => isPrefix(exempt, field));
  const sorted = [...equalities, ...suffix.map(({ field }) => field)].filter(isAutomatic);
  const arrays = array !== undefined && isAutomatic(array) ? [array] : [];
  return [
    ...sorted.flatMap((field): IndexDefinition[] => [
      [{ field, mode: "asc" }],
      [{ field, mode: "desc" }],
    ]),
    ...arrays.map((field): IndexDefinition => [{ field, mode: "array-contains" }]),
  ];
}
