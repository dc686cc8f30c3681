import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 200;

/**
 * Asks again and again until the answer is yes.
 *
 * @throws Error where what was asked later than `ms` after the start is still answered with no. As
 * long as the slowest answer took, what an instance goes by may have been under way to it.
 */
export async function inForceWithin(ms: number, ask: () => Promise<boolean>): Promise<void> {
  const startedMs = performance.now();
  let slowestMs = 0;
  for (;;) {
    const askedMs = performance.now();
    if (await ask()) return;
    slowestMs = Math.max(slowestMs, performance.now() - askedMs);
    if (askedMs - startedMs > ms + slowestMs) {
      throw new Error(`What was asked ${String(askedMs - startedMs)} ms later was not so.`);
    }
    await sleep(POLL_MS);
  }
}
