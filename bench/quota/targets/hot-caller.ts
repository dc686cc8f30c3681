import { quotas } from "../../../functions/src/quotas.ts";
import { perMinute } from "../../../packages/gateway/src/quota/limit.ts";
import type { CountingProxy } from "../counting-proxy/counting-proxy.ts";
import { total } from "../counting-proxy/tally.ts";
import { callsOnly } from "../open-quota.ts";
import { MEASURED_SECONDS, measureEvenLoad, type EvenLoad } from "./even-load.ts";

/** What a caller of many calls cost Firestore. */
export interface HotCaller {
  readonly load: EvenLoad;
  /** By admitted call. */
  readonly reads: number;
  readonly writes: number;
  /** Of the document that had most. */
  readonly updatesPerSecond: number;
  /** Calls that got no answer. */
  readonly failed: number;
}

export const HOT_CALLER_TARGETS = {
  reads: { atMost: 0.01 },
  writes: { atMost: 0.05 },
  updatesPerSecond: { atMost: 1 },
  failed: { atMost: 0 },
} as const;

const ample = callsOnly(perMinute(100_000));

/** Close to all that a user may, and far more. */
const FEW_INSTANCES: readonly EvenLoad[] = [
  { uid: "hot-9", tier: quotas.tiers.user, instances: 1, perSecond: 9 },
  { uid: "hot-250", tier: ample, instances: 1, perSecond: 250 },
  { uid: "hot-1000", tier: ample, instances: 4, perSecond: 1000 },
];

/** More instances than one document can take, all started at once: while they spread over shards, and when they have. */
const CROWDS: readonly EvenLoad[] = [
  { uid: "crowd", tier: ample, instances: 32, perSecond: 1000 },
  { uid: "crowd-40", tier: ample, instances: 32, perSecond: 1000, warmUpSeconds: 40 },
];

export async function measureHotCallers(proxy: CountingProxy): Promise<readonly HotCaller[]> {
  return Promise.all(FEW_INSTANCES.map((load) => measure(load, proxy)));
}

export async function measureCrowds(proxy: CountingProxy): Promise<readonly HotCaller[]> {
  const measured: HotCaller[] = [];
  // One after the other: together they would be more than the emulator can take.
  for (const load of CROWDS) measured.push(await measure(load, proxy));
  return measured;
}

async function measure(load: EvenLoad, proxy: CountingProxy): Promise<HotCaller> {
  const { admitted, failed, documents } = await measureEvenLoad(load, proxy);
  const calls = admitted.reduce((sum, of) => sum + of, 0);
  const { reads, writes } = total(documents);
  const updates = Math.max(...documents.map((document) => document.updates));
  return {
    load,
    reads: reads / calls,
    writes: writes / calls,
    updatesPerSecond: updates / MEASURED_SECONDS,
    failed,
  };
}
