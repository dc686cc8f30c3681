import { excess } from "../../packages/gateway/simulation/admission-log.ts";
import type { BucketSize } from "../../packages/gateway/src/quota/token-bucket.ts";
import type { CallerCalls } from "./caller-calls.ts";
import { fairness } from "./fairness.ts";
import type { Member } from "./fleet.ts";
import { admittedByOneBucket } from "./one-bucket.ts";
import { RAMP_MS, type Scenario } from "./scenario.ts";
import type { Operations, StoreLoad, Updates } from "./store-load.ts";

/** What a simulation comes to. */
export interface Figures {
  readonly calls: number;
  readonly admitted: number;
  readonly refused: number;
  readonly failed: number;
  /** Store operations per admitted call: of all callers, the one that calls most, and those that call less than three times in a lease's time. */
  readonly perCall: Readonly<Record<"all" | "hottest" | "cold", Operations>>;
  /** Calls of the hottest caller that were admitted, of those that one bucket would admit that everybody sees. */
  readonly ofOneBucket: number;
  /** Jain's index of what instances admit of the hottest caller's calls per second of their lives. */
  readonly fairness: number;
  /** Of accounts and shards. */
  readonly accountUpdates: Updates;
  /** Of the budget's only document. */
  readonly budgetUpdates: Updates;
  /** The most that any caller was admitted above capacity + rate × window, in any window. */
  readonly excess: number;
  /** Seconds until an override was in force for all of the callers chosen, on all instances, and until it wasn't any more. */
  readonly secondsToBlock: number;
  readonly secondsToClear: number;
  /** Tokens that ended with their leases, per admitted call. */
  readonly stranded: number;
}

/** What a caller asks in a lease's time, 9.5 s, is too little for a lease. */
const COLD_PER_SECOND = 3 / 9.5;
/** Who has run for a shorter time, in milliseconds, had too few calls to tell. */
const TELLING_MS = 30_000;

/** What came of all calls so far. */
export function outcomesOf(callers: readonly CallerCalls[]) {
  const sum = (of: (calls: CallerCalls) => number) =>
    callers.reduce((total, calls) => total + of(calls), 0);
  return {
    calls: sum(({ askedMs }) => askedMs.length),
    admitted: sum(({ admitted }) => admitted.length),
    refused: sum(({ refused }) => refused),
    failed: sum(({ failed }) => failed),
  };
}

export function operationsPerCall(
  callers: readonly CallerCalls[],
  load: StoreLoad,
  { measuredMs }: Scenario,
): Figures["perCall"] {
  const coldest = (COLD_PER_SECOND * measuredMs) / 1_000;
  return {
    all: perAdmittedCall(callers, load),
    hottest: perAdmittedCall(callers.slice(0, 1), load),
    cold: perAdmittedCall(
      callers.filter(({ askedMs }) => askedMs.length < coldest),
      load,
    ),
  };
}

function perAdmittedCall(callers: readonly CallerCalls[], load: StoreLoad): Operations {
  let [admitted, reads, writes] = [0, 0, 0];
  for (const calls of callers) {
    const operations = load.of(calls);
    admitted += calls.admitted.length;
    reads += operations.reads;
    writes += operations.writes;
  }
  return { reads: reads / admitted, writes: writes / admitted };
}

export function partOfOneBucket({ admitted, askedMs }: CallerCalls, size: BucketSize): number {
  return admitted.length / admittedByOneBucket(askedMs, size);
}

/** Between instances that have run for long enough since the fleet was complete. */
export function fairnessBetween(members: readonly Member[], { measuredMs }: Scenario): number {
  const rates = members.flatMap(({ startedMs, endedMs, admittedOfHottest }) => {
    const livedMs = Math.min(endedMs, measuredMs) - startedMs;
    return livedMs < TELLING_MS || endedMs < RAMP_MS ? [] : [admittedOfHottest / livedMs];
  });
  return fairness(rates);
}

/** Of all callers, under each of their limits. */
export function mostExcess(callers: readonly CallerCalls[], sizes: readonly BucketSize[]): number {
  const excesses = callers.flatMap(({ admitted }) => sizes.map((size) => excess(admitted, size)));
  return excesses.reduce((most, each) => Math.max(most, each), -Infinity);
}
