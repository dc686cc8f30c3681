import type { ShadowReport } from "../../../api/shadow-report.ts";
import { namesCollection } from "./direct-access-group.ts";
import type { AuditLog, DirectAccess } from "./direct-traffic.ts";
import { entryOf, type Migration } from "./migration-file.ts";
import { isSameCollection, namesThis } from "./same-collection.ts";

/** What is known of a project before a collection is locked. */
export interface Evidence {
  readonly migration: Migration;
  readonly reports: readonly ShadowReport[];
  /** Undefined where none was given. */
  readonly log: AuditLog | undefined;
}

const MAX_NAMED = 5;

/** Why a collection must not be locked yet, in sentences; empty where nothing speaks against it. */
export function reasonsToWait(collection: string, evidence: Evidence): readonly string[] {
  const { migration, reports, log } = evidence;
  const entry = entryOf(migration, collection)?.[1];
  if (entry === undefined) return [`${collection} is not in migration.json.`];
  const behind = Object.entries(entry.services).filter(
    ([, { stage }]) => stage === "direct" || stage === "shadow",
  );
  const since =
    Object.values(entry.services)
      .map((use) => use.since)
      .toSorted()
      .at(-1) ?? "";
  const differing = reports.filter(
    (line) =>
      line.shadow === "difference" &&
      line.at >= since &&
      line.collections.some((one) => isSameCollection(one, collection)),
  );
  return [
    ...behind.map(([service, { stage }]) => `${collection}: ${service} is at the stage ${stage}.`),
    ...(differing.length === 0
      ? []
      : [
          `${collection}: the shadow reports ${String(differing.length)} differences since ${since}.`,
        ]),
    ...(log === undefined ? [] : directReasons(collection, directTo(log, collection))),
  ];
}

/** The accesses that may be of a collection: those that name it, its group, or nothing. */
function directTo({ direct }: AuditLog, collection: string): readonly DirectAccess[] {
  return direct.filter((access) => namesThis(access, collection) || !namesCollection(access));
}

/** Why nothing at all may be closed yet: direct accesses to what migration.json does not name. */
export function unnamedReasons({ migration, log }: Evidence): readonly string[] {
  if (log === undefined) return [];
  const named = new Set(
    Object.keys(migration.collections).flatMap((collection) => directTo(log, collection)),
  );
  const others = log.direct.filter((access) => !named.has(access));
  return directReasons("What migration.json does not name", others);
}

function directReasons(collection: string, accesses: readonly DirectAccess[]): readonly string[] {
  if (accesses.length === 0) return [];
  const who = [...new Set(accesses.map(({ principal }) => principal ?? "an app's users"))];
  const named = who.slice(0, MAX_NAMED).join(", ");
  return [
    `${collection}: the log has ${String(accesses.length)} direct accesses, by ${named}; the last at ${String(
      accesses
        .map(({ at }) => at)
        .toSorted()
        .at(-1),
    )}.`,
  ];
}
