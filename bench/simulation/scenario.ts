/** A project in use. */
export interface Scenario {
  readonly instances: number;
  readonly callers: number;
  /** Of all callers together, when all instances run. */
  readonly callsPerSecond: number;
  /** Each caller's quota of calls; it may make those of {@link BURST_SECONDS} at once. */
  readonly quotaPerSecond: number;
  /** How long callers call before operators step in, in milliseconds. */
  readonly measuredMs: number;
}

export const BURST_SECONDS = 5;

/** The fleet starts with a tenth of its instances, and has all of them after so long, in milliseconds. */
export const RAMP_MS = 30_000;

/** Then some callers are blocked for so long, in milliseconds, and then for as long aren't any more. */
export const OVERRIDE_MS = 20_000;

/**
 * The rates are what one core simulates in minutes. In the first three, the quota is less than the
 * hottest caller asks; in the last, half of it.
 */
export const SCENARIOS: readonly Scenario[] = [
  { instances: 1, callers: 100, callsPerSecond: 50, quotaPerSecond: 8 },
  { instances: 8, callers: 1_000, callsPerSecond: 400, quotaPerSecond: 40 },
  { instances: 64, callers: 10_000, callsPerSecond: 1_000, quotaPerSecond: 80 },
  { instances: 1_000, callers: 100_000, callsPerSecond: 1_000, quotaPerSecond: 200 },
  { instances: 64, callers: 1, callsPerSecond: 1_000, quotaPerSecond: 1_250 },
  { instances: 1_000, callers: 1, callsPerSecond: 4_000, quotaPerSecond: 5_000 },
  { instances: 1_000, callers: 1, callsPerSecond: 4_000, quotaPerSecond: 2_000 },
].map((scenario) => ({ ...scenario, measuredMs: 90_000 }));
