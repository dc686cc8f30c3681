/** The steps of a call that may wait, for the client or the database, in their order; each is timed. */
export type Step = "receive" | "charge" | "execute" | "settle";

/** How long a call took, in milliseconds. */
export interface CallDurations {
  /** How long its caller waited: of a stream, until that had begun. */
  readonly totalMs: number;
  readonly stepsMs: Partial<Record<Step, number>>;
  /** How long a stream has lasted; absent of other calls. */
  readonly lastedMs?: number;
}
