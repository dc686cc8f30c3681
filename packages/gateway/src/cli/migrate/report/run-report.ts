import { replaceFile } from "../../command/replace-file.ts";
import { pageAsHtml, pageAsMarkdown } from "../page/sections.ts";
import { migrationStatus } from "../stage/migration-status.ts";
import { readEvidence } from "../stage/read-evidence.ts";
import { readInventoryFile } from "./inventory-file.ts";
import { migrationPage } from "./migration-page.ts";
import { REPORT_HELP, readReportArguments } from "./report-arguments.ts";

interface ReportOutput {
  print(text: string): void;
  tell(text: string): void;
  readonly directory: string;
  readonly now: () => Date;
}

/**
 * `database-service migrate report`: answers the exit code.
 *
 * @throws MisuseError, PlainError
 */
export function runReport(args: readonly string[], output: ReportOutput): number {
  const request = readReportArguments(args, output.directory);
  if (request === undefined) {
    output.print(REPORT_HELP);
    return 0;
  }
  const evidence = readEvidence(request, output.directory, (text) => output.tell(text));
  const inventory =
    request.inventory === undefined ? undefined : readInventoryFile(request.inventory);
  const status = migrationStatus(evidence);
  const at = output.now().toISOString();
  const page = migrationPage({ status, inventory, at });
  if (request.html !== undefined) {
    replaceFile(request.html, pageAsHtml(page));
    output.tell(`${request.html} has the page.\n`);
  }
  if (request.format === "markdown") output.print(pageAsMarkdown(page));
  else output.print(`${JSON.stringify({ at, ...status, inventory }, undefined, 2)}\n`);
  return 0;
}
