/** A line of the log, in the form that Cloud Logging reads as structured. */
export interface LogEntry {
  readonly severity: "INFO" | "NOTICE" | "WARNING" | "ERROR";
  readonly message: string;
  readonly [member: string]: unknown;
}

/**
 * Writes one line. Not by firebase-functions/logger, which copies the entry to look for circles in
 * it, and is not loaded otherwise.
 *
 * @see https://cloud.google.com/run/docs/logging#writing_structured_logs
 */
export function writeLogEntry(entry: LogEntry): void {
  process.stdout.write(`${JSON.stringify(entry)}\n`);
}
