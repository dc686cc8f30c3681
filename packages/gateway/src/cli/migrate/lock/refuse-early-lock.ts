import { PlainError } from "../../command/plain-error.ts";
import { readTextFile } from "../../command/read-text-file.ts";
import { readAuditLog } from "../stage/direct-traffic.ts";
import { MIGRATION_JSON, type Migration } from "../stage/migration-file.ts";
import { reasonsToWait, unnamedReasons } from "../stage/reasons-to-wait.ts";
import { readShadowLines } from "../stage/shadow-lines.ts";
import type { LockArguments } from "./lock-arguments.ts";

/** @throws PlainError with all that speaks against locking the collections now */
export function refuseEarlyLock(
  { collections, log, reports }: LockArguments,
  migration: Migration | undefined,
): void {
  if (migration === undefined) {
    throw new PlainError(
      `There is no ${MIGRATION_JSON}, so that nobody knows which services use the collections: make one, or add --unverified.`,
    );
  }
  const named = collections === "all" ? Object.keys(migration.collections) : collections;
  const evidence = {
    migration,
    reports: reports.flatMap((file) => readShadowLines(readTextFile(file), file)),
    log: log && readAuditLog(readTextFile(log.file), log.file, migration.gatewayAccount),
  };
  const reasons = [
    ...named.flatMap((collection) => reasonsToWait(collection, evidence)),
    ...(collections === "all" ? unnamedReasons(evidence) : []),
  ];
  if (reasons.length === 0) return;
  throw new PlainError(
    `Nothing was locked:\n${reasons.map((reason) => `- ${reason}`).join("\n")}\nWhere you know better, add --unverified.`,
  );
}
