import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, FaultyFirestore } from "./faulty-firestore.ts";

/** Where faults strike: a proxy, and the methods of requests that pass through it. */
export interface Target {
  readonly proxy: FaultyFirestore;
  readonly methods: readonly string[];
}

const FAULTS: readonly Fault[] = [
  { kind: "cutBefore" },
  { kind: "cutAfter" },
  { kind: "cutAfter" },
  { kind: "delay", ms: 100 },
  { kind: "answer", status: 503 },
];
const MOST_MS_BETWEEN = 60;

/**
 * Lets a fault after the other meet a request, of which at most one waits at each target.
 *
 * @param random from 0 to below 1; decides which fault, where and when
 * @returns ends it: from then on nothing fails any more
 */
export function startStorm(
  targets: readonly [Target, ...Target[]],
  random: () => number,
): () => Promise<void> {
  const end = new AbortController();
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const blow = async () => {
    while (!end.signal.aborted) {
      const { proxy, methods } = one(targets);
      proxy.heal();
      proxy.fail(one(methods), one(FAULTS));
      await sleep(random() * MOST_MS_BETWEEN);
    }
    for (const { proxy } of targets) proxy.heal();
  };
  const blowing = blow();
  return () => {
    end.abort();
    return blowing;
  };
}
