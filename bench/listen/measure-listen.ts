import type { Surroundings } from "../contenders.ts";
import type { Report } from "../report/report.ts";
import { table } from "../report/table.ts";
import { measureCosts } from "./measure-costs.ts";
import { measureDelivery } from "./measure-delivery.ts";

/** How fast changes are told, beside Google's own listeners, and what streams cost an instance. */
export async function measureListen(emulator: Surroundings, report: Report): Promise<void> {
  report.begin("Live queries");
  const rows = await measureDelivery(emulator);
  report.compare({ quantity: "ms from write to callback", digits: 1, rows });
  const costs = await measureCosts();
  const lines = [
    ["MiB of 1,000 idle streams", costs.idleMib.toFixed(0)],
    ["MiB of the instance besides", costs.alone.toFixed(0)],
    ["MiB more while 1,000 changes are delivered a second", costs.deliveringMib.toFixed(0)],
    ["CPU ms a second of 1,000 idle streams", costs.idleCpuMs.toFixed(0)],
    ["CPU ms of 1,000 changes that are delivered", costs.deliveredCpuMs.toFixed(0)],
  ];
  report.add(
    "an instance of `listen`",
    table(["an instance of `listen`", "measured"], lines),
    costs,
  );
}
