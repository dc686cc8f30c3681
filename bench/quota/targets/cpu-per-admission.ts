import { setImmediate as turn } from "node:timers/promises";
import { perDay, perMinute, perSecond } from "../../../packages/gateway/src/quota/limit.ts";
import type { Quota } from "../../../packages/gateway/src/quota/quota.ts";
import type { CountingProxy } from "../counting-proxy/counting-proxy.ts";
import { callerOf, openDocuments, openQuota } from "../open-quota.ts";
import type { Figure } from "../../target.ts";

/** As many windows as a user has, and never too small. */
const TIER = {
  calls: [perSecond(1e7), perMinute(1e9)],
  reads: [perMinute(1e9), perDay(1e12)],
  writes: [perMinute(1e9), perDay(1e12)],
} as const;
const COST = { calls: 1, reads: 1, writes: 0 };

const WARM_UP_CALLS = 200_000;
const CALLS = 100_000;
const ROUNDS = 5;
/** After so many calls the process sees what has come for it, as it does between calls in production. */
const AT_ONCE = 100;

/** The CPU time of an admission out of a lease, and of settling it: the median of some rounds. */
export async function measureCpuPerAdmission(
  proxy: CountingProxy,
): Promise<readonly [string, Figure]> {
  const quota = openQuota(openDocuments(proxy.rest), TIER);
  await charge(quota, WARM_UP_CALLS);
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage();
    await charge(quota, CALLS);
    const { user, system } = process.cpuUsage(before);
    rounds.push((user + system) / CALLS);
  }
  const median = rounds.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? NaN;
  return ["µs of CPU for an admission out of a lease", { value: median, target: { atMost: 2 } }];
}

async function charge(quota: Quota, calls: number): Promise<void> {
  const caller = callerOf("cpu");
  for (let call = 0; call < calls; call += 1) {
    const result = await quota.charge(caller, COST, {});
    if (!result.ok) throw new Error("Refused under a limit that is never too small.");
    await result.charge.settle(COST, {});
    if (call % AT_ONCE === 0) await turn();
  }
}
