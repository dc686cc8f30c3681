import { setTimeout as sleep } from "node:timers/promises";

export interface Pace {
  readonly perSecond: number;
  readonly seconds: number;
}

/** How often it is looked which calls are due, in milliseconds. */
const TICK_MS = 5;

/** Makes calls at an even pace, whether those before are answered or not, and waits for the last answer. */
export async function evenly(
  { perSecond, seconds }: Pace,
  call: (number: number) => Promise<void>,
): Promise<void> {
  const startMs = performance.now();
  const pending: Promise<void>[] = [];
  while (pending.length < perSecond * seconds) {
    const due = ((performance.now() - startMs) * perSecond) / 1000;
    while (pending.length < Math.min(due, perSecond * seconds)) pending.push(call(pending.length));
    await sleep(TICK_MS);
  }
  await Promise.all(pending);
}
