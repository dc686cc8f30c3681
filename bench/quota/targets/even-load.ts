import type { Cost } from "../../../packages/gateway/src/quota/cost.ts";
import type { Quota } from "../../../packages/gateway/src/quota/quota.ts";
import type { TierDefinition } from "../../../packages/gateway/src/quota/tier.ts";
import type { CountingProxy } from "../counting-proxy/counting-proxy.ts";
import { since, type DocumentTally } from "../counting-proxy/tally.ts";
import { evenly } from "../evenly.ts";
import { callerOf, openDocuments, openQuota, pathStartOf } from "../open-quota.ts";

/** A caller whose calls come evenly, to each of some instances in turn. */
export interface EvenLoad {
  readonly uid: string;
  readonly tier: TierDefinition;
  readonly instances: number;
  readonly perSecond: number;
  /** Before it is measured. @default 4, until all instances have met the caller, and leases fit the demand */
  readonly warmUpSeconds?: number;
}

export interface EvenLoadResult {
  /** By instance, before it is measured: a full bucket is emptied, where the limit is small. */
  readonly admittedFirst: readonly number[];
  /** By instance. */
  readonly admitted: readonly number[];
  /** Calls that got no answer, of all. */
  readonly failed: number;
  /** What the caller's documents were asked. */
  readonly documents: readonly DocumentTally[];
}

/** What a call for a document costs. */
const COST: Cost = { calls: 1, reads: 1, writes: 0 };
/** As long as a lease. */
export const MEASURED_SECONDS = 9.5;

export async function measureEvenLoad(
  { uid, tier, instances, perSecond, warmUpSeconds = 4 }: EvenLoad,
  proxy: CountingProxy,
): Promise<EvenLoadResult> {
  const quotas = Array.from({ length: instances }, () =>
    openQuota(openDocuments(proxy.rest), tier),
  );
  const callEvenly = async (seconds: number) => {
    const admitted = quotas.map(() => 0);
    let failed = 0;
    await evenly({ perSecond, seconds }, async (number) => {
      const instance = number % instances;
      const isAdmitted = await charge(quotas[instance] as Quota, uid).catch(() => undefined);
      if (isAdmitted === undefined) failed += 1;
      else if (isAdmitted) admitted[instance] = (admitted[instance] ?? 0) + 1;
    });
    return { admitted, failed };
  };
  const first = await callEvenly(warmUpSeconds);
  const before = await proxy.of(pathStartOf(uid));
  const result = await callEvenly(MEASURED_SECONDS);
  const documents = since(before, await proxy.of(pathStartOf(uid)));
  const failed = first.failed + result.failed;
  return { admittedFirst: first.admitted, admitted: result.admitted, failed, documents };
}

async function charge(quota: Quota, uid: string): Promise<boolean> {
  const result = await quota.charge(callerOf(uid), COST, {});
  if (result.ok) await result.charge.settle(COST, {});
  return result.ok;
}
