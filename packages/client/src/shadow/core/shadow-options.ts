import type { ShadowReport } from "../../../../gateway/src/api/shadow-report.ts";

/** How reads are asked a second time. */
export interface ShadowOptions {
  /** The name of the service that reads, in reports and in migration.json. */
  readonly service: string;
  /** The share of the reads that is compared, from 0 to 1. @default 1 */
  readonly sample?: number;
  /**
   * Takes each line of the report; what it throws is dropped. "gateway" sends them to the gateway,
   * for its log, without values, where it has the option `shadowReports`; what it does not take is
   * printed. @default prints it to the console as JSON
   */
  readonly report?: "gateway" | ((line: ShadowReport) => void);
  /**
   * Whether reports have values of fields and of queries. Without, they have paths and names of
   * fields only. @default false
   */
  readonly values?: boolean;
  /** How long the other side may take before that is a difference, in milliseconds. @default 10,000 */
  readonly timeoutMs?: number;
  /**
   * How old an answer may be, in milliseconds: the longest `cache` of the collections. A difference
   * is looked at again after so long. @default 0; for the full SDK, which listens, 3,000
   */
  readonly staleMs?: number;
  /** Reads compared at one time; those beyond are not compared. @default 16 */
  readonly maxConcurrent?: number;
}

/** A shadow that runs. */
export interface Shadow {
  /** Resolves once all comparisons under way have ended and are reported: before a process ends. */
  idle(): Promise<void>;
  /** Ends it: reads go one way again. */
  stop(): void;
}
