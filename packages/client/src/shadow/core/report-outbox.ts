import {
  MAX_SHADOW_REPORT_LENGTH,
  MAX_SHADOW_REPORTS,
  type ShadowReport,
} from "../../../../gateway/src/api/shadow-report.ts";

/** Sends the body of a request to where the gateway takes reports; it may reject. */
export type SendReports = (body: string) => Promise<{ readonly status: number }>;

/** Lines that wait at most; those beyond are printed. */
const MAX_WAITING = 1_000;

/**
 * Sends the lines of a shadow's report to the gateway, one request at a time. What the gateway does
 * not take is printed, and after a refusal that is not for now alone all else.
 */
export class ReportOutbox {
  readonly #send: SendReports;
  #waiting: ShadowReport[] = [];
  #sending: Promise<void> | undefined;
  #isRefused = false;

  constructor(send: SendReports) {
    this.#send = send;
  }

  add(line: ShadowReport): void {
    const isTooLong = JSON.stringify(line).length > MAX_SHADOW_REPORT_LENGTH;
    if (this.#isRefused || isTooLong || this.#waiting.length >= MAX_WAITING) {
      printReport(line);
      return;
    }
    this.#waiting.push(line);
    this.#sending ??= this.#sendAll().finally(() => (this.#sending = undefined));
  }

  /** Resolves once all lines are sent or printed. */
  async idle(): Promise<void> {
    await this.#sending;
  }

  async #sendAll(): Promise<void> {
    // Lines of one turn leave together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const reports = this.#waiting.splice(0, MAX_SHADOW_REPORTS);
      const status = this.#isRefused ? undefined : await this.#statusOf(reports);
      if (status === 200) continue;
      this.#isRefused ||= status !== undefined && FOR_GOOD.has(status);
      reports.forEach(printReport);
    }
  }

  async #statusOf(reports: readonly ShadowReport[]): Promise<number | undefined> {
    try {
      return (await this.#send(JSON.stringify({ reports }))).status;
    } catch {
      return undefined;
    }
  }
}

/** HTTP's statuses of a gateway that takes no reports, or none of this version's. */
const FOR_GOOD: ReadonlySet<number> = new Set([400, 404]);

/** Prints a line to the console, as JSON. */
export function printReport(line: ShadowReport): void {
  console.log(JSON.stringify(line));
}
