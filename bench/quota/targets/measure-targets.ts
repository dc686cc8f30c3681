import type { CountingProxy } from "../counting-proxy/counting-proxy.ts";
import { measureColdCallers } from "./cold-caller.ts";
import { measureCpuPerAdmission } from "./cpu-per-admission.ts";
import { measureCpuPerRecord } from "./cpu-per-record.ts";
import { measureFairness } from "./fairness.ts";
import type { Figure } from "../../target.ts";
import { measureCrowds, measureHotCallers, type HotCaller } from "./hot-caller.ts";

/** What quotas cost, and what a call is counted by. */
export interface Measured {
  readonly hotCallers: readonly HotCaller[];
  /** By what they say. */
  readonly figures: ReadonlyMap<string, Figure>;
}

export async function measureTargets(proxy: CountingProxy): Promise<Measured> {
  const cold = await measureColdCallers(proxy);
  const cpu = [await measureCpuPerAdmission(proxy), await measureCpuPerRecord()];
  // Each has a caller of its own, and their calls together are few for the machine.
  const [hot, fairness] = await Promise.all([measureHotCallers(proxy), measureFairness(proxy)]);
  const crowds = await measureCrowds(proxy);
  return { hotCallers: [...hot, ...crowds], figures: new Map([...cold, ...cpu, ...fairness]) };
}
