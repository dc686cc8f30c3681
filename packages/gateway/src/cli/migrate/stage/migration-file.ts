import { existsSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { PlainError } from "../../command/plain-error.ts";
import { readTextFile } from "../../command/read-text-file.ts";
import { lockedPath } from "../lock/locked-path.ts";
import { patternKey } from "../inventory/access/collection-pattern.ts";

/** The name of the file, beside firebase.json. */
export const MIGRATION_JSON = "migration.json";

/** How far a service's use of a collection has come, in order. */
export const STAGES = ["direct", "shadow", "gateway", "locked"] as const;

const USE = z.strictObject({
  stage: z.enum(STAGES),
  /** The day on which it came there: `2026-11-27`. */
  since: z.iso.date(),
});

const MIGRATION = z
  .strictObject({
    /** Whom the gateway's functions run as: its reads and writes in the log are no direct traffic. */
    gatewayAccount: z.exactOptional(z.email()),
    services: z.record(
      z.string(),
      z.strictObject({
        owner: z.string(),
        /** Of a server: the service account that it runs as. */
        account: z.exactOptional(z.email()),
      }),
    ),
    collections: z.record(
      z.string(),
      z.strictObject({
        owner: z.exactOptional(z.string()),
        services: z.record(z.string(), USE),
      }),
    ),
  })
  .superRefine(({ services, collections }, context) => {
    for (const [collection, use] of Object.entries(collections)) {
      const path = ["collections", collection, "services"];
      const problem = collectionProblem(collection);
      if (problem !== undefined) {
        context.addIssue({ code: "custom", path: path.slice(0, 1), message: problem });
      }
      for (const service of Object.keys(use.services)) {
        if (Object.hasOwn(services, service)) continue;
        context.addIssue({
          code: "custom",
          path: [...path, service],
          message: `the service ${service} has no entry under "services"`,
        });
      }
      const stages = Object.values(use.services).map(({ stage }) => stage);
      if (stages.length === 0) {
        const message = "name the services that use it: it could never be locked";
        context.addIssue({ code: "custom", path, message });
      }
      if (!stages.includes("locked") || stages.every((stage) => stage === "locked")) continue;
      const message = "rules know no service: a collection is locked for all services or for none";
      context.addIssue({ code: "custom", path, message });
    }
  });

/** Why it is not the path of a collection; undefined where it is. */
function collectionProblem(collection: string): string | undefined {
  try {
    lockedPath(collection);
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/\.$/, "");
  }
}

/** migration.json: who uses which collections, and how far each has come. */
export type Migration = z.output<typeof MIGRATION>;

/** The project's migration.json; undefined where there is none. @throws PlainError for a wrong one */
export function readMigration(folder: string): Migration | undefined {
  const file = join(folder, MIGRATION_JSON);
  return existsSync(file) ? parseMigration(readTextFile(file), file) : undefined;
}

/** @throws PlainError with the first thing that is wrong, and where */
export function parseMigration(text: string, file: string): Migration {
  const result = MIGRATION.safeParse(json(text, file));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue?.path.map(String).join(" → ");
  throw new PlainError(
    `${file}: ${place === "" ? "" : `${String(place)}: `}${String(issue?.message)}.`,
  );
}

function json(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PlainError(`${file} is not JSON: ${(cause as Error).message}.`, { cause });
  }
}

/** The collections that are closed to every client. */
export function lockedCollections({ collections }: Migration): readonly string[] {
  return Object.entries(collections).flatMap(([collection, { services }]) =>
    Object.values(services).some(({ stage }) => stage === "locked") ? [collection] : [],
  );
}

/** Whether nothing is left that some client may reach directly. */
export function isAllLocked(migration: Migration): boolean {
  const count = Object.keys(migration.collections).length;
  return count > 0 && lockedCollections(migration).length === count;
}

/** A collection's entry, whatever its variables are called. */
export function entryOf(migration: Migration, collection: string) {
  const key = patternKey(collection);
  return Object.entries(migration.collections).find(([name]) => patternKey(name) === key);
}

/** The migration with the collection locked for all of its services. */
export function withLocked(migration: Migration, collection: string, today: string): Migration {
  const [name, entry] = entryOf(migration, collection) ?? [];
  if (name === undefined || entry === undefined) return migration;
  const services = Object.entries(entry.services).map(([service, use]) => {
    return [service, use.stage === "locked" ? use : { stage: "locked" as const, since: today }];
  });
  const locked = { ...entry, services: Object.fromEntries(services) as typeof entry.services };
  return { ...migration, collections: { ...migration.collections, [name]: locked } };
}
