import type { Command } from "../command/command.ts";
import { MisuseError } from "../command/misuse-error.ts";
import { terminalText } from "../command/terminal-text.ts";
import { runStep, STEPS } from "./run-step.ts";

const HELP = `Moves a project to the gateway in stages.

  migrate inventory <folder...>  finds every direct access to Firestore in JavaScript and TypeScript
  migrate propose <collection...> proposes their definitions: policies from the project's rules, a
                                 schema from documents, indexes from firestore.indexes.json
  migrate route <folder...>      moves a service: shows, and makes, the change of its code
  migrate replay <file...>       asks again for what the shadow reported to differ
  migrate status                 how far each collection is, and who still goes direct
  migrate report                 the page to send around: what moved, what is next, what was found
  migrate lock <collection...>   closes collections in the project's own firestore.rules

  <step> --help                  what a step takes`;

/** `database-service migrate <step>`. */
export const migrate: Command = async ([step = "--help", ...rest]) => {
  if (Object.hasOwn(STEPS, step)) return runStep(step, rest, OUTPUT);
  if (step !== "--help" && step !== "-h") {
    throw new MisuseError(`There is no step ${step}.\n\n${HELP}`);
  }
  console.log(HELP);
  return 0;
};

const OUTPUT = {
  print: (text: string) => process.stdout.write(terminalText(text, process.stdout)),
  tell: (text: string) => process.stderr.write(terminalText(text, process.stderr)),
  directory: process.env["INIT_CWD"] ?? process.cwd(),
  environment: process.env,
  now: () => new Date(),
};
