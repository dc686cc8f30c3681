import { perMinute } from "../../../packages/gateway/src/quota/limit.ts";
import type { CountingProxy } from "../counting-proxy/counting-proxy.ts";
import { callsOnly } from "../open-quota.ts";
import { measureEvenLoad } from "./even-load.ts";
import type { Figure } from "../../target.ts";

const INSTANCES = 4;

/** Limits per minute, and calls per second that empty a full bucket before it is measured. */
const TOO_SMALL = [
  { calls: 500, perSecond: 200 },
  { calls: 1000, perSecond: 400 },
] as const;

const TARGET = { atLeast: 0.9 } as const;

/** How evenly a limit that is too small for all is shared by instances that are asked the same. */
export async function measureFairness(
  proxy: CountingProxy,
): Promise<readonly (readonly [string, Figure])[]> {
  const measured = TOO_SMALL.map(async ({ calls, perSecond }) => {
    const uid = `fair-${String(calls)}`;
    const load = { uid, tier: callsOnly(perMinute(calls)), instances: INSTANCES, perSecond };
    const { admittedFirst, admitted, failed } = await measureEvenLoad(load, proxy);
    const title = `${String(calls)} a minute for 4 instances`;
    return [
      [
        `${title}: Jain's index of a full bucket`,
        { value: jainIndex(admittedFirst), target: TARGET },
      ],
      [`${title}: Jain's index of its refill`, { value: jainIndex(admitted), target: TARGET }],
      [`${title}: failed calls`, { value: failed, target: { atMost: 0 } }],
    ] as const;
  });
  return (await Promise.all(measured)).flat();
}

/**
 * 1 where all have the same, 1/n where one has it all.
 *
 * @see R. Jain, D. Chiu, W. Hawe, A Quantitative Measure of Fairness and Discrimination, DEC-TR-301, 1984
 */
function jainIndex(shares: readonly number[]): number {
  const sum = shares.reduce((total, share) => total + share, 0);
  const squares = shares.reduce((total, share) => total + share * share, 0);
  return (sum * sum) / (shares.length * squares);
}
