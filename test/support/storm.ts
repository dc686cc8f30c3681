import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, FaultyFirestore } from "./faulty-firestore.ts";

/** Where faults strike: a proxy, and the methods of requests that pass through it. */
export interface Target {
  readonly proxy: FaultyFirestore;
  readonly methods: readonly [string, ...string[]];
}

const FAULTS: readonly [Fault, ...Fault[]] = [
  { kind: "cutBefore" },
  { kind: "cutAfter" },
  { kind: "cutAfter" },
  { kind: "delay", ms: 100 },
  { kind: "answer", status: 503 },
];
/** Of so many requests that pass, one meets a fault at least. */
const MOST_BETWEEN = 12;
const POLL_MS = 2;

/**
 * Lets now and then a request meet a fault, at each target: more requests, more faults.
 *
 * @param random from 0 to below 1; decides which fault, where and when
 * @returns ends it: from then on nothing fails any more
 */
export function startStorm(targets: readonly Target[], random: () => number): () => Promise<void> {
  const end = new AbortController();
  const blowing = Promise.all(targets.map((target) => blow(target, random, end.signal)));
  return async () => {
    end.abort();
    await blowing;
    for (const { proxy } of targets) proxy.heal();
  };
}

async function blow(
  { proxy, methods }: Target,
  random: () => number,
  end: AbortSignal,
): Promise<void> {
  const one = <T>(of: readonly [T, ...T[]]): T => of[Math.floor(random() * of.length)] ?? of[0];
  let next = 0;
  while (!end.aborted) {
    if (proxy.count() >= next) {
      proxy.heal();
      proxy.fail(one(methods), one(FAULTS));
      next = proxy.count() + 1 + random() * MOST_BETWEEN;
    }
    await sleep(POLL_MS);
  }
}
