import { counted } from "../inventory/report/words.ts";
import type { DirectAccessGroup } from "./direct-access-group.ts";
import { servicesOf } from "./direct-callers.ts";
import type { Migration } from "./migration-file.ts";
import { namesThis } from "./same-collection.ts";
import { hasMoved, type CollectionProgress } from "./use-progress.ts";

/** What speaks against what migration.json says of a collection, in sentences. */
export function contradictions(
  progress: CollectionProgress,
  migration: Migration,
  accesses: readonly DirectAccessGroup[],
): readonly string[] {
  const own = accesses.filter((one) => namesThis(one, progress.collection));
  const callers = [...Map.groupBy(own, ({ principal }) => principal)];
  return [
    ...differing(progress),
    ...callers.flatMap(([principal, groups]) =>
      direct(progress, { principal, groups, services: servicesOf(principal, migration) }),
    ),
  ];
}

function differing({ collection, uses }: CollectionProgress): readonly string[] {
  return uses.flatMap(({ service, stage, since, compared }) => {
    if (!hasMoved({ stage }) || compared === undefined || compared.different === 0) return [];
    const differences = counted(compared.different, "difference");
    return [
      `${collection}: ${service} is at the stage ${stage} since ${since}, and its shadow reports ${differences} since then.`,
    ];
  });
}

interface SeenCaller {
  readonly principal: string | undefined;
  readonly groups: readonly DirectAccessGroup[];
  /** That it may be. */
  readonly services: readonly string[];
}

/** A caller that may be a service that has not moved is where it should be. */
function direct(
  { collection, uses }: CollectionProgress,
  { principal, groups, services }: SeenCaller,
): readonly string[] {
  const who = principal ?? "an app";
  const possible = uses.filter(({ service }) => services.includes(service));
  if (possible.length === 0) {
    return [`${collection}: ${who} goes direct, and is no service that migration.json has for it.`];
  }
  if (!possible.every(hasMoved)) return [];
  const since = possible.map((use) => use.since).reduce((last, day) => (day > last ? day : last));
  const late = groups.filter(({ day }) => day >= since);
  if (late.length === 0) return [];
  const names = possible.map(({ service }) => service).join(" or ");
  const accesses = counted(
    late.reduce((sum, { count }) => sum + count, 0),
    "direct access",
    "direct accesses",
  );
  return [
    `${collection}: ${names} has moved on ${since}, and the log has ${accesses} by ${who} since then.`,
  ];
}
