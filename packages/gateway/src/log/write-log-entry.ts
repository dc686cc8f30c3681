/** A line of the log, in the form that Cloud Logging reads as structured. */
export interface LogEntry {
  readonly severity: "INFO" | "NOTICE" | "WARNING" | "ERROR";
  readonly message: string;
  readonly [member: string]: unknown;
}

/** Lines that are not written yet. */
let unwritten = "";

/**
 * Writes one line, together with all others of this turn of the event loop: each write is a call
 * of the operating system, which takes as long as all else that a line costs.
 *
 * Not by firebase-functions/logger, which copies the entry to look for circles in it, and is not
 * loaded otherwise.
 *
 * @see https://cloud.google.com/run/docs/logging#writing_structured_logs
 */
export function writeLogEntry(entry: LogEntry): void {
  if (unwritten === "") setImmediate(writeLines);
  unwritten += `${JSON.stringify(entry)}\n`;
}

// A process that ends within the turn runs no callback any more, whatever it ends by.
process.once("exit", writeLines);

function writeLines(): void {
  if (unwritten === "") return;
  process.stdout.write(unwritten);
  unwritten = "";
}
