import { readFileSync } from "node:fs";
import { PlainError } from "../../command/plain-error.ts";
import { readAuditLog } from "../stage/direct-traffic.ts";
import { MIGRATION_JSON, type Migration } from "../stage/migration-file.ts";
import { reasonsToWait } from "../stage/reasons-to-wait.ts";
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
  const evidence = {
    migration,
    reports: reports.flatMap((file) => readShadowLines(textOf(file))),
    log: log && readAuditLog(textOf(log.file), log.file, migration.gatewayAccount),
  };
  const reasons = collections.flatMap((collection) => reasonsToWait(collection, evidence));
  if (reasons.length === 0) return;
  throw new PlainError(
    `Nothing was locked:\n${reasons.map((reason) => `- ${reason}`).join("\n")}\nWhere you know better, add --unverified.`,
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new PlainError(`${file} can't be read.`, { cause });
  }
}
