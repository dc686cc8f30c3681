import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { onStopRequest } from "../packages/gateway/src/cli/command/on-stop-request.ts";
import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";
import { measureCalls } from "./calls/measure-calls.ts";
import { measureLoneCalls } from "./calls/measure-lone-calls.ts";
import { parseOptions, type BenchOptions } from "./options.ts";
import { measureFull } from "./full/measure-full.ts";
import { measureLite } from "./lite/measure-lite.ts";
import { measurePeers } from "./peers/measure-peers.ts";
import { profileRow } from "./profile/profile-row.ts";
import { benchQuotas } from "./quota/bench-quotas.ts";
import { Report } from "./report/report.ts";
import { rows } from "./rows.ts";
import { measureScale } from "./scale/measure-scale.ts";
import { Stage } from "./stage.ts";
import { measureStart } from "./start/measure-start.ts";

const FOLDER = resolve(".cache", `bench-${String(process.pid)}`);

await runCommand(async () => {
  const options = parseOptions(process.argv.slice(2));
  const stage = new Stage(FOLDER);
  onStopRequest(() => void stage.close().then(() => process.exit(130)));
  try {
    await bench(options, stage);
    return 0;
  } finally {
    await stage.close();
  }
});

async function bench(options: BenchOptions, stage: Stage): Promise<void> {
  const report = new Report();
  console.log(report.describeMachine());
  if (options.profile) await profile(options, stage, report);
  else await measureParts(options, stage, report);
  const { json, renew } = options;
  if (json !== undefined) writeFileSync(json, report.toJson());
  if (renew !== undefined) writeFileSync(renew, report.renew(readFileSync(renew, "utf8")));
}

async function profile(options: BenchOptions, stage: Stage, report: Report): Promise<void> {
  const fake = await stage.fake();
  for (const row of options.rows) await profileRow(row, fake, report);
}

async function measureParts(options: BenchOptions, stage: Stage, report: Report): Promise<void> {
  const { parts, rows: selected } = options;
  if (parts.has("calls")) await measureCalls(selected, await stage.fake(), report);
  if (parts.has("scale")) await measureScale(await stage.fake(), report);
  if (parts.has("start")) {
    const google = await stage.google();
    await measureStart(rows[0], { google, folder: FOLDER }, report);
  }
  if (parts.has("peers")) await measurePeers(await stage.fake(), report);
  if (parts.has("lone")) await measureLoneCalls(selected, await stage.emulator(), report);
  if (parts.has("lite")) {
    const [emulator, fake] = [await stage.emulator(), await stage.fake()];
    await measureLite({ emulator, fake }, report);
  }
  if (parts.has("full")) await measureFull(await stage.emulator(), FOLDER, report);
  if (parts.has("quotas")) await benchQuotas(await stage.firestoreEmulator(), report);
}
