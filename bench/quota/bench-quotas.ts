import { CountingProxy } from "./counting-proxy/counting-proxy.ts";
import { NEAR_LIMITS, reportNearLimit } from "./report-near-limit.ts";
import * as report from "./report-quotas.ts";
import { LOADS } from "./side-by-side/load.ts";
import { measureSideBySide } from "./side-by-side/measure-side-by-side.ts";
import { measureTargets } from "./targets/measure-targets.ts";

/**
 * What quotas cost, and what others that limit calls would: on the emulator, whose operations a
 * proxy counts. Instances are objects of one process, each with a client of Firestore of its own.
 *
 * @param firestore `host:port` of the emulator
 */
export async function benchQuotas(firestore: string): Promise<void> {
  const proxy = await CountingProxy.start(firestore);
  console.log("Quotas, on the Firestore emulator:");
  console.log("  targets ...");
  const { hotCallers, figures } = await measureTargets(proxy);
  console.log(`\n${report.hotCallers(hotCallers)}\n\n${report.figures(figures)}\n`);
  for (const load of LOADS) {
    console.log(`  ${load.title} ...`);
    console.log(`\n${report.sideBySide(load, await measureSideBySide(load, proxy))}\n`);
  }
  proxy.stop();
  console.log("  near their limits, simulated ...");
  console.log(`\n${await reportNearLimit(NEAR_LIMITS)}\n`);
}
