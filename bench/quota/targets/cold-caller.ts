import { perMinute } from "../../../packages/gateway/src/quota/limit.ts";
import type { CountingProxy } from "../counting-proxy/counting-proxy.ts";
import { total } from "../counting-proxy/tally.ts";
import { callerOf, callsOnly, openDocuments, openQuota, pathStartOf } from "../open-quota.ts";
import type { Figure } from "../../target.ts";

/** So many at once, */
const AT_ONCE = 20;
/** and so often: a Firestore emulator that has just started is slow at first. */
const ROUNDS = 20;

const COST = { calls: 1, reads: 1, writes: 0 };

/** What the first call of a caller costs that nobody knows yet. */
export async function measureColdCallers(
  proxy: CountingProxy,
): Promise<readonly (readonly [string, Figure])[]> {
  const quota = openQuota(openDocuments(proxy.rest), callsOnly(perMinute(600)));
  const uids: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const some = Array.from({ length: AT_ONCE }, (_, n) => `cold-${String(round)}-${String(n)}`);
    await Promise.all(some.map((uid) => quota.charge(callerOf(uid), COST, {})));
    uids.push(...some);
  }
  const documents = await Promise.all(uids.map(async (uid) => proxy.of(pathStartOf(uid))));
  const { reads, writes } = total(documents.flatMap((of) => Object.values(of)));
  return [
    ["reads for a caller's first call", { value: reads / uids.length, target: { atMost: 1 } }],
    ["writes for a caller's first call", { value: writes / uids.length, target: { atMost: 1 } }],
  ];
}
