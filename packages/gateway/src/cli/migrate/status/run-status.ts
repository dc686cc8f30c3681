import { migrationStatus } from "../stage/migration-status.ts";
import { readEvidence } from "../stage/read-evidence.ts";
import { STATUS_HELP, readStatusArguments } from "./status-arguments.ts";
import { statusJson, statusText } from "./status-report.ts";

interface StatusOutput {
  print(text: string): void;
  tell(text: string): void;
  readonly directory: string;
}

/**
 * `database-service migrate status`: answers the exit code.
 *
 * @throws MisuseError, PlainError
 */
export function runStatus(args: readonly string[], output: StatusOutput): number {
  const request = readStatusArguments(args, output.directory);
  if (request === undefined) {
    output.print(STATUS_HELP);
    return 0;
  }
  const evidence = readEvidence(request, output.directory, (text) => output.tell(text));
  const status = migrationStatus(evidence);
  const { project, format } = request;
  output.print(format === "json" ? statusJson(status, project) : statusText(status, project));
  return status.contradictions.length === 0 ? 0 : 1;
}
