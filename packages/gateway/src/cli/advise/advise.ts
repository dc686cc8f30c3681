import type { Command } from "../command/command.ts";
import { parseCommandLine } from "../command/parse-command-line.ts";
import { SCRIPT } from "../command/script.ts";
import { databasesOf } from "../forget/open-databases.ts";
import { findProject } from "../project/find-project.ts";
import { loadGateways } from "../project/load-gateways.ts";
import { adviseOn } from "./advise-on.ts";
import type { UsageAdvice } from "./advised.ts";
import { advisedCollections, readKnownUsage } from "./read-known-usage.ts";

const HELP = `Tells from usage what of queries, indexes and writes costs more than it has to, each with its figure.

  ${SCRIPT} advise --project <id>
  ${SCRIPT} advise                   the emulators

  --json          Print JSON: days, advice (kind, collection, subject, what, and paste: what to
                  put into the definition)

It changes nothing, reads 38 documents at most for each gateway, and needs roles/datastore.viewer.

Exit code: 0 when done, whatever it tells; 1 when it can't be; 2 when the arguments are wrong.`;

/** The command `advise`. @throws PlainError where the gateways can't be loaded */
export const advise: Command = async (args, { module }) => {
  const options = {
    help: { type: "boolean", short: "h" },
    project: { type: "string" },
    json: { type: "boolean" },
  } as const;
  const { values } = parseCommandLine({ args: [...args], options }, HELP);
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const there = findProject();
  const at = values.project ?? { emulatorsOf: there.folder };
  const gateways = (await loadGateways(there, module)).map((gateway) => databasesOf(gateway, at));
  const usage = await readKnownUsage(gateways, { folder: there.folder, nowMs: Date.now() });
  const advice = adviseOn(usage, advisedCollections(gateways));
  const days = usage.knownDays;
  console.log(values.json === true ? JSON.stringify({ days, advice }) : textOf(days, advice));
  return 0;
};

function textOf(days: number, advice: readonly UsageAdvice[]): string {
  const known = days === 0 ? "less than a day" : `${String(days)} days`;
  const none = advice.length === 0 ? ["Nothing to say."] : [];
  const lines = advice.map(({ kind, collection, subject, what, paste }) =>
    [`${kind}  ${collection}: ${subject}`, what, ...(paste === undefined ? [] : [paste])].join(
      "\n    ",
    ),
  );
  return [`Usage of ${known}.`, ...none, ...lines].join("\n");
}
