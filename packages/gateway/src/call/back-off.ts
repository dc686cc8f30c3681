import { setTimeout as wait } from "node:timers/promises";
import { fullJitterMs } from "../documents/full-jitter.ts";
import type { Call } from "./call.ts";

const JITTER = { baseMs: 10, random: () => Math.random() };

/**
 * Waits a random time, longer after each failed attempt, so that those who collided part. No
 * longer than the call may take: the next attempt then finds out.
 */
export async function backOff(attempt: number, { store: { signal } }: Call): Promise<void> {
  await wait(fullJitterMs(attempt, JITTER), undefined, signal && { signal }).catch(() => {});
}
