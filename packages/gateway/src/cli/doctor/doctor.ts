import type { Command } from "../command/command.ts";
import { MisuseError } from "../command/misuse-error.ts";
import { parseCommandLine } from "../command/parse-command-line.ts";
import { SCRIPT } from "../command/script.ts";
import { emulatorPorts } from "../emulators/emulator-ports.ts";
import { emulatorProject } from "../emulators/emulator-project.ts";
import { findProject } from "../project/find-project.ts";
import { loadGateways } from "../project/load-gateways.ts";
import { googleAccessToken } from "../tokens/google-access-token.ts";
import { declaredProject } from "./declared-project.ts";
import { examineEmulators, examineProject } from "./examine.ts";
import type { Finding } from "./finding.ts";
import { openWeb } from "./web.ts";

const HELP = `Tells what of a project is not as it is declared, and the command that mends it.

  ${SCRIPT} doctor --project <id>
  ${SCRIPT} doctor                   the emulators: quotas and real calls alone

It looks at the database and its place, rules, indexes and their state, TTL policies, functions, who may
call them, App Check, quotas, the budget and this machine's clock, and makes a call of each kind, as
nobody. It changes nothing. Google's application default credentials are asked with; roles/viewer and
roles/firebaserules.viewer are enough.

  --json          Print JSON: level (good, advice, fault), what, command

Exit code: 0 where there is no fault, 1 where there is one, 2 when the arguments are wrong.`;

/** The command `doctor`. @throws PlainError where nothing can be looked at */
export const doctor: Command = async (args, { module }) => {
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
  const findings = await examine(values.project, module);
  console.log(values.json === true ? JSON.stringify(findings) : textOf(findings));
  return findings.some(({ level }) => level === "fault") ? 1 : 0;
};

async function examine(project: string | undefined, module: string | undefined) {
  if (project === "") throw new MisuseError("--project needs the id of a project.");
  const there = findProject();
  const loaded = await loadGateways(there, module);
  if (project !== undefined) {
    const web = openWeb(await googleAccessToken());
    return examineProject(declaredProject(there, loaded, project), web, Date.now);
  }
  const declared = declaredProject(there, loaded, emulatorProject(there.folder));
  const ports = emulatorPorts();
  const { FIRESTORE_EMULATOR_HOST } = process.env;
  const places = {
    functions: `127.0.0.1:${String(ports.functions)}`,
    firestore: FIRESTORE_EMULATOR_HOST ?? `127.0.0.1:${String(ports.firestore)}`,
  };
  return examineEmulators(declared, places, openWeb("owner"));
}

const MARKS = { good: "ok    ", advice: "advice", fault: "FAULT " } as const;

/** The findings as lines: what is wrong first. */
export function textOf(findings: readonly Finding[]): string {
  const order = ["fault", "advice", "good"];
  return findings
    .toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
    .flatMap(({ level, what, command }) => [
      `${MARKS[level]}  ${what}`,
      ...(command === undefined ? [] : [`          ${command}`]),
    ])
    .join("\n");
}
