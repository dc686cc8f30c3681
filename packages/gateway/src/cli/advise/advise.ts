import { UsageTotals } from "../../usage/usage-totals.ts";
import { readUsage } from "../../usage/read-usage.ts";
import { SPAN_MS } from "../../usage/usage-window.ts";
import type { Command } from "../command/command.ts";
import { parseCommandLine } from "../command/parse-command-line.ts";
import { SCRIPT } from "../command/script.ts";
import { openDatabases } from "../forget/open-databases.ts";
import { readMigration } from "../migrate/stage/migration-file.ts";
import { findProject } from "../project/find-project.ts";
import { adviceOn, UNUSED_DAYS, type KnownUsage } from "./advise-on.ts";
import { knownDays } from "./known-days.ts";

const HELP = `Tells from usage what of queries and indexes costs more than it has to, each with its figure.

  ${SCRIPT} advise --project <id>
  ${SCRIPT} advise                   the emulators

  --json          Print JSON: days, advice (kind, collection, subject, what)
  --namespace, --database   Which gateway, where functions have several

It changes nothing, and needs roles/datastore.viewer.

Exit code: 0 when done, 1 when it can't be, 2 when the arguments are wrong.`;

/** Days that are read: as many as an index must be of no use, and a gap that may be idle. */
const READ_DAYS = UNUSED_DAYS + 6;

/** The command `advise`. @throws PlainError where the gateway can't be loaded */
export const advise: Command = async (args, { module }) => {
  const options = {
    help: { type: "boolean", short: "h" },
    project: { type: "string" },
    namespace: { type: "string" },
    database: { type: "string" },
    json: { type: "boolean" },
  } as const;
  const { values } = parseCommandLine({ args: [...args], options }, HELP);
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const { project, ...choice } = values;
  const databases = await openDatabases({ project, choice, module });
  const usage = await readKnown(databases, Date.now());
  const definitions = databases.flatMap(({ definitions: all }) => all);
  const advice = adviceOn(usage, definitions);
  const { days } = usage;
  const lines = advice.map(
    ({ kind, collection, subject, what }) => `${kind}  ${collection}: ${subject}\n    ${what}`,
  );
  const text = [`Usage of ${String(days)} days.`, ...lines].join("\n");
  console.log(values.json === true ? JSON.stringify({ days, advice }) : text);
  return 0;
};

async function readKnown(
  [database]: Awaited<ReturnType<typeof openDatabases>>,
  nowMs: number,
): Promise<KnownUsage> {
  const totals = new UsageTotals();
  const directIds = idsReachedDirectly();
  if (database === undefined) return { totals, days: 0, directIds };
  const fromMs = nowMs - READ_DAYS * SPAN_MS.day;
  const range = { resolution: "day", fromMs, toMs: nowMs, limit: READ_DAYS + 1 } as const;
  const { windows } = await readUsage(database.store, database.own.usage, { range, call: {} });
  for (const window of windows) totals.merge(window.totals);
  const starts = windows.map((window) => window.fromMs);
  return { totals, days: knownDays(starts, nowMs), directIds };
}

function idsReachedDirectly(): ReadonlySet<string> {
  const { collections = {} } = readMigration(findProject().folder) ?? {};
  return new Set(
    Object.entries(collections).flatMap(([path, { services }]) =>
      Object.values(services).some(({ stage }) => stage === "direct" || stage === "shadow")
        ? [path.split("/").at(-1) ?? path]
        : [],
    ),
  );
}
