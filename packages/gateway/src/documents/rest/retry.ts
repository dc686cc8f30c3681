import { setTimeout as sleep } from "node:timers/promises";
import { fullJitterMs } from "../full-jitter.ts";
import { StoreError, type StoreErrorCode } from "../store.ts";

/**
 * What may be gone at the next attempt. RESOURCE_EXHAUSTED is what Firestore answers for a document
 * or a range of keys that is too hot for a moment; a used-up daily quota costs nothing to be told
 * again. Google's own clients retry reads for it too.
 */
const PASSING: ReadonlySet<StoreErrorCode> = new Set([
  "UNAVAILABLE",
  "DEADLINE_EXCEEDED",
  "ABORTED",
  "INTERNAL",
  "RESOURCE_EXHAUSTED",
]);

const ATTEMPTS = 5;
const PAUSE_MS = 50;

/** Whether the failure may be gone at the next attempt. */
export function isPassing(error: StoreError): boolean {
  return PASSING.has(error.code);
}

export interface RestRetryOptions {
  /** Which failures are tried again. @default {@link isPassing} */
  readonly passes?: ((error: StoreError) => boolean) | undefined;
  /** Ends the attempts. */
  readonly signal?: AbortSignal | undefined;
  /** A random number from 0 to below 1. */
  readonly random: () => number;
}

/** The outcome of the first attempt that does not fail for a passing reason, or of the fifth. */
export async function retry<T>(
  attempt: () => Promise<T>,
  { signal, random, passes = isPassing }: RestRetryOptions,
): Promise<T> {
  for (let n = 1; ; n += 1) {
    try {
      return await attempt();
    } catch (error) {
      const isTriedAgain = error instanceof StoreError && passes(error);
      if (!isTriedAgain || n === ATTEMPTS || signal?.aborted === true) throw error;
      const paused = await pause(fullJitterMs(n, { baseMs: PAUSE_MS, random }), signal);
      if (!paused) throw error;
    }
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await sleep(ms, undefined, signal && { signal });
    return true;
  } catch {
    return false;
  }
}
