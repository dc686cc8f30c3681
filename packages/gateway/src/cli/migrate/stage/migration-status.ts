import type { ShadowReport } from "../../../api/shadow-report.ts";
import { foundDifferences, type FoundDifference } from "./compared-reads.ts";
import { contradictions } from "./contradictions.ts";
import { directAccessGroups, type DirectAccessGroup } from "./direct-access-group.ts";
import { directCallers, type DirectCaller } from "./direct-callers.ts";
import { lockedCollections, type Migration } from "./migration-file.ts";
import type { Evidence } from "./reasons-to-wait.ts";
import { namesThis } from "./same-collection.ts";
import { serviceProgress, type ServiceProgress } from "./service-progress.ts";
import { hasMoved, useProgress, type CollectionProgress } from "./use-progress.ts";

/** How far a project is, as far as it is known. */
export interface MigrationStatus {
  readonly collections: readonly CollectionProgress[];
  readonly services: readonly ServiceProgress[];
  /** Uses of a collection by a service, and how many of them go through the gateway. */
  readonly uses: number;
  readonly moved: number;
  readonly locked: number;
  /** Who still goes direct, most first; undefined where no log says. */
  readonly callers?: readonly DirectCaller[];
  readonly differences: readonly FoundDifference[];
  /** Collections that reports or the log name, and migration.json does not. */
  readonly unlisted: readonly string[];
  /** What speaks against migration.json, in sentences. */
  readonly contradictions: readonly string[];
}

/** What migration.json, the shadow's reports and an exported log say together. */
export function migrationStatus({ migration, reports, log }: Evidence): MigrationStatus {
  const accesses = log && directAccessGroups(log);
  const collections = Object.entries(migration.collections).map(([collection, entry]) => ({
    collection,
    ...(entry.owner !== undefined && { owner: entry.owner }),
    uses: Object.keys(entry.services).map((service) =>
      useProgress({ migration, collection, service, reports, accesses }),
    ),
  }));
  const uses = collections.flatMap((one) => one.uses);
  return {
    collections,
    services: serviceProgress(migration),
    uses: uses.length,
    moved: uses.filter(hasMoved).length,
    locked: lockedCollections(migration).length,
    ...(accesses && { callers: directCallers(accesses, migration) }),
    differences: foundDifferences(reports),
    unlisted: unlisted(migration, reports, accesses ?? []),
    contradictions: collections.flatMap((one) => contradictions(one, migration, accesses ?? [])),
  };
}

function unlisted(
  { collections }: Migration,
  reports: readonly ShadowReport[],
  accesses: readonly DirectAccessGroup[],
): readonly string[] {
  const named = new Set([
    ...reports.flatMap((line) =>
      line.shadow === "compared" ? [line.collection] : line.collections,
    ),
    ...accesses.flatMap((one) => [...one.collections, ...one.groups.map((id) => `**/${id}`)]),
  ]);
  const isListed = (name: string): boolean => {
    const access = name.startsWith("**/")
      ? { collections: [], groups: [name.slice(3)] }
      : { collections: [name], groups: [] };
    return Object.keys(collections).some((collection) => namesThis(access, collection));
  };
  return [...named].filter((name) => !isListed(name)).toSorted();
}
