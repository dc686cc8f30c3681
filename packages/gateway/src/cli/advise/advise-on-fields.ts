import { isVector } from "../../indexes/index-definition.ts";
import { isAtOrBelow } from "../../indexes/is-at-or-below.ts";
import { formatFieldPath } from "../../paths/field-path.ts";
import {
  UNUSED_DAYS,
  type AdvisedCollection,
  type KnownUsage,
  type UsageAdvice,
} from "./advised.ts";
import { UsedNames } from "./used-names.ts";

/** From so many documents written on, their indexes are worth a word. */
const MIN_WRITTEN = 100;
/** A name that no schema of the query's collection declares. */
const ANY_NAME = /(^|\.)\*(\.|$)/;

/**
 * The fields that no query named for {@link UNUSED_DAYS} while documents were written, with the
 * exemption that spares their indexes. Of a map of which a part is queried, the other parts.
 */
export function adviseOnFields(
  usage: KnownUsage,
  definitions: readonly AdvisedCollection[],
): readonly UsageAdvice[] {
  const names = new UsedNames(usage, "field");
  const indexes = new UsedNames(usage, "index");
  return definitions.flatMap((definition) => {
    const { path, collectionId, unindexed, fields } = definition;
    if (collectionId === undefined) return [];
    const used = names.usedIn(collectionId);
    // Queries of which nothing is told named fields that are not told either.
    if (used === undefined || indexes.usedIn(collectionId) === undefined) return [];
    const isOpen = used.some(({ collection, name }) => collection !== path && ANY_NAME.test(name));
    const written = writtenIn(path, usage);
    if (isOpen || written < MIN_WRITTEN) return [];
    const kept = keptFields(definition);
    const unqueried = outermost(fields, (field) => {
      if (kept.some((other) => isAtOrBelow(other, field) || isAtOrBelow(field, other)))
        return false;
      if (names.daysOf(path, field) < UNUSED_DAYS) return false;
      return used.every(({ name }) => !isAtOrBelow(name, field) && !isAtOrBelow(field, name));
    });
    if (unqueried.length === 0) return [];
    const days = Math.min(...unqueried.map((field) => names.daysOf(path, field)));
    const exempt = [...unindexed.map((field) => formatFieldPath(field)), ...unqueried];
    return [
      {
        kind: "unqueried-field" as const,
        collection: path,
        subject: unqueried.join(", "),
        what: `No query of ${String(days)} days compared them or ordered by them, while documents were written ${String(written)} times: each keeps entries of each of them in at least two indexes.`,
        paste: `unindexed: ${JSON.stringify(exempt)}`,
      },
    ];
  });
}

/** What has settings of its own already, or indexes that are asked for. */
function keptFields({
  unindexed,
  ttl,
  indexes,
  groupIndexes,
}: AdvisedCollection): readonly string[] {
  const single = groupIndexes.filter(({ length }) => length === 1);
  const vectors = [...indexes, ...groupIndexes].filter(isVector).map((index) => index.slice(-1));
  return [
    ...[...unindexed, ...(ttl === undefined ? [] : [ttl])].map((field) => formatFieldPath(field)),
    ...[...single, ...vectors].flat().map(({ field }) => field),
  ];
}

/** The fields for which it holds, but not what lies below them. */
function outermost(
  fields: readonly string[],
  holds: (field: string) => boolean,
): readonly string[] {
  const found: string[] = [];
  for (const field of fields) {
    if (found.some((other) => isAtOrBelow(field, other)) || !holds(field)) continue;
    found.push(field);
  }
  return found;
}

/** How often documents of the collection were written, with all their fields. */
function writtenIn(path: string, { days }: KnownUsage): number {
  const keys = new Set(["create", "set", "update"].map((operation) => `${operation} ${path}`));
  return days
    .flatMap(({ totals }) => totals.groups.collection.entries)
    .reduce((sum, [key, { written = 0 }]) => sum + (keys.has(key) ? written : 0), 0);
}
