import { countedNames } from "../../collection/counted-names.ts";
import { readUsage } from "../../usage/read-usage.ts";
import { SPAN_MS } from "../../usage/usage-window.ts";
import type { OpenDatabase } from "../forget/open-databases.ts";
import { readMigration } from "../migrate/stage/migration-file.ts";
import { UNUSED_DAYS, type AdvisedCollection, type KnownUsage } from "./advised.ts";
import { LATE_DAYS } from "./used-names.ts";
import { knownDays, MAX_IDLE_DAYS } from "./known-days.ts";

/** Days that are read: those that tell, those that may not be whole, and as many as may be idle. */
const READ_DAYS = UNUSED_DAYS + LATE_DAYS + MAX_IDLE_DAYS;

/**
 * What all gateways of a project have counted: one may use the indexes of another. A read for each
 * day of each.
 *
 * @param gateways the databases of each, its own first
 * @param folder the project's
 * @param nowMs since 1970
 */
export async function readKnownUsage(
  gateways: readonly (readonly OpenDatabase[])[],
  { folder, nowMs }: { readonly folder: string; readonly nowMs: number },
): Promise<KnownUsage> {
  const fromMs = nowMs - READ_DAYS * SPAN_MS.day;
  const range = { resolution: "day", fromMs, toMs: nowMs, limit: READ_DAYS + 1 } as const;
  const own = gateways.flatMap((databases) => databases.slice(0, 1));
  const read = await Promise.all(
    own.map((database) => readUsage(database.store, database.own.usage, { range, call: {} })),
  );
  const known = read.map(({ windows }) =>
    knownDays(
      windows.map((window) => window.fromMs),
      nowMs,
    ),
  );
  return {
    days: read.flatMap(({ windows }) => windows).toSorted((a, b) => a.fromMs - b.fromMs),
    knownDays: known.length === 0 ? 0 : Math.min(...known),
    nowMs,
    isReachedDirectly: reachedDirectly(folder),
  };
}

/** What the gateways declare. */
export function advisedCollections(
  gateways: readonly (readonly OpenDatabase[])[],
): readonly AdvisedCollection[] {
  return gateways
    .flat()
    .flatMap(({ definitions }) => definitions)
    .map((definition) => ({ ...definition, fields: countedNames(definition).fields }));
}

/** By migration.json: a collection that is not locked yet may be reached by whoever has not moved. */
function reachedDirectly(folder: string): KnownUsage["isReachedDirectly"] {
  const { collections = {} } = readMigration(folder) ?? {};
  const ids = Object.entries(collections)
    .filter(([, { services }]) => Object.values(services).some(({ stage }) => stage !== "locked"))
    .map(([path]) => path.slice(path.lastIndexOf("/") + 1));
  return (id) => ids.includes(id);
}
