import { setTimeout as wait } from "node:timers/promises";
import type { Call } from "./call.ts";

const FIRST_BACKOFF_MS = 10;

/**
 * Waits a random time, longer after each failed attempt, so that those who collided part. No
 * longer than the call may take: the next attempt then finds out.
 */
export async function backOff(attempt: number, { store: { signal } }: Call): Promise<void> {
  const ms = Math.random() * FIRST_BACKOFF_MS * 2 ** attempt;
  await wait(ms, undefined, signal && { signal }).catch(() => {});
}
