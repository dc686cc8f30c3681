import { PlainError } from "../../command/plain-error.ts";
import { readTextFile } from "../../command/read-text-file.ts";
import { readAuditLog } from "./direct-traffic.ts";
import { MIGRATION_JSON, readMigration } from "./migration-file.ts";
import type { Evidence } from "./reasons-to-wait.ts";
import { readShadowLines } from "./shadow-lines.ts";

/** The files that say how far a project is. */
export interface EvidenceFiles {
  readonly logs: readonly string[];
  readonly reports: readonly string[];
}

/**
 * @param folder with migration.json
 * @param tell told of each file before it is read: it may be large
 * @throws PlainError for a file that is missing, too large or not what it should be
 */
export function readEvidence(
  { logs, reports }: EvidenceFiles,
  folder: string,
  tell: (text: string) => void,
): Evidence {
  const migration = readMigration(folder);
  if (migration === undefined) {
    throw new PlainError(
      `There is no ${MIGRATION_JSON} in ${folder}: make one (docs/migration.md says how), and call this beside it.`,
    );
  }
  const text = (file: string): string => {
    tell(`Reading ${file} ...\n`);
    return readTextFile(file);
  };
  const lines = reports.flatMap((file) => readShadowLines(text(file), file));
  const read = logs.map((file) => readAuditLog(text(file), file, migration.gatewayAccount));
  const log = {
    direct: read.flatMap((one) => one.direct),
    ofGateway: read.reduce((sum, { ofGateway }) => sum + ofGateway, 0),
  };
  return { migration, reports: lines, log: logs.length === 0 ? undefined : log };
}
