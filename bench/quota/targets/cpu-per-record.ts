import { setImmediate as turn } from "node:timers/promises";
import { Call } from "../../../packages/gateway/src/call/call.ts";
import { summarize } from "../../../packages/gateway/src/call/summarize.ts";
import { UsageTotals } from "../../../packages/gateway/src/usage/usage-totals.ts";
import type { Figure } from "../../target.ts";
import { callerOf } from "../open-quota.ts";

const WARM_UP_CALLS = 100_000;
const CALLS = 100_000;
const ROUNDS = 5;
/** As in production, the process sees between calls what has come for it. */
const AT_ONCE = 100;
/** Of what a get takes of a process, 0.23 ms, at most 3 %. */
const MOST_US = 7;

/**
 * The CPU time in which a call counts what it did with a collection, and is counted for usage: the
 * median of some rounds.
 */
export async function measureCpuPerRecord(): Promise<readonly [string, Figure]> {
  const totals = new UsageTotals();
  await count(totals, WARM_UP_CALLS);
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage();
    await count(totals, CALLS);
    const { user, system } = process.cpuUsage(before);
    rounds.push((user + system) / CALLS);
  }
  const median = rounds.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? NaN;
  const figure = { value: median, target: { atMost: MOST_US } };
  return ["µs of CPU for counting what a call did", figure];
}

async function count(totals: UsageTotals, calls: number): Promise<void> {
  for (let n = 0; n < calls; n += 1) {
    const call = new Call("getDocument", undefined, Date.now);
    call.caller = callerOf(`cpu-${String(n % 40)}`);
    const used = { collection: "users/{uid}/notes", operation: "get" } as const;
    call.uses.add(used, { reads: 1, found: 1, returned: 1 });
    totals.add(summarize(call, {}));
    call.end();
    if (n % AT_ONCE === 0) await turn();
  }
}
