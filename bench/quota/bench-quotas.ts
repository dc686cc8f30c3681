import { sayProgress, type Report } from "../report/report.ts";
import { CountingProxy } from "./counting-proxy/counting-proxy.ts";
import * as tables from "./report-quotas.ts";
import { LOADS } from "./side-by-side/load.ts";
import { measureSideBySide } from "./side-by-side/measure-side-by-side.ts";
import { measureTargets } from "./targets/measure-targets.ts";

/**
 * What quotas cost, and what others that limit calls would: on the emulator, whose operations a
 * proxy counts. Instances are objects of one process, each with a client of Firestore of its own.
 *
 * @param firestore `host:port` of the emulator
 */
export async function benchQuotas(firestore: string, report: Report): Promise<void> {
  const proxy = await CountingProxy.start(firestore);
  report.begin("Quotas");
  sayProgress("targets");
  const { hotCallers, figures } = await measureTargets(proxy);
  report.add("one caller", tables.hotCallers(hotCallers), hotCallers);
  report.add("quotas", tables.figures(figures), Object.fromEntries(figures));
  for (const load of LOADS) {
    sayProgress(load.title);
    const compared = await measureSideBySide(load, proxy);
    report.add(tables.sideBySideHead(load), tables.sideBySide(load, compared), compared);
  }
  proxy.stop();
}
