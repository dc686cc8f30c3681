import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 5;
/** For what never comes, not for what a busy machine does slowly. */
const MOST_POLLS = 60_000;

/**
 * Waits until something holds.
 *
 * @param mostPolls after how many looks, 5 ms apart, it has failed
 * @throws Error where it never does: a test that waits for ever keeps all tests from ending
 */
export async function until(
  holds: () => boolean | Promise<boolean>,
  mostPolls = MOST_POLLS,
): Promise<void> {
  for (let polls = 0; polls < mostPolls; polls += 1) {
    if (await holds()) return;
    await sleep(POLL_MS);
  }
  throw new Error(`It does not hold after ${String(POLL_MS * mostPolls)} ms: ${String(holds)}`);
}
