import { replaceFile } from "../../command/replace-file.ts";
import {
  INVENTORY_HELP,
  readInventoryArguments,
  type InventoryArguments,
} from "./inventory-arguments.ts";
import { htmlReport } from "./report/html-report.ts";
import { jsonReport } from "./report/json-report.ts";
import { counted } from "./report/words.ts";
import { markdownReport } from "./report/markdown-report.ts";
import { terminalReport } from "./report/terminal-report.ts";
import { summarize, type Summary } from "./summarize.ts";
import { takeInventory, type Inventory } from "./take-inventory.ts";

/** Where a command's text goes. */
export interface InventoryOutput {
  /** Results. */
  print(text: string): void;
  /** Progress and what went wrong, which no program reads. */
  tell(text: string): void;
  /** The folder that paths are relative to. */
  readonly directory: string;
}

/**
 * `database-service migrate inventory`: answers the exit code.
 *
 * @throws MisuseError, PlainError
 */
export function runInventory(args: readonly string[], output: InventoryOutput): number {
  const request = readInventoryArguments(args, output.directory);
  if (request === undefined) {
    output.print(INVENTORY_HELP);
    return 0;
  }
  output.tell(`Reading ${request.folders.join(", ")} ...\n`);
  const onProgress = (done: number, files: number): void =>
    output.tell(`${done.toLocaleString("en-US")} of ${counted(files, "file")} ...\n`);
  const found = takeInventory({ ...request, onProgress });
  const summary = summarize(found);
  if (request.html !== undefined) {
    replaceFile(request.html, htmlReport(summary, found.accesses));
    output.tell(`${request.html} has the page.\n`);
  }
  output.print(report(request, summary, found));
  return 0;
}

function report({ format }: InventoryArguments, summary: Summary, { accesses }: Inventory): string {
  switch (format) {
    case "json":
      return jsonReport(summary, accesses);
    case "markdown":
      return markdownReport(summary, accesses);
    case "terminal":
      return terminalReport(summary);
  }
}
