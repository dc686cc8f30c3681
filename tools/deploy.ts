import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { FUNCTION_NAMES } from "../packages/gateway/src/api/function-names.ts";
import { PlainError } from "./command/plain-error.ts";
import { runCommand } from "./command/run-command.ts";
import { readArguments } from "./deploy/arguments.ts";
import { deployInSteps } from "./deploy/deploy-in-steps.ts";
import { HELP } from "./deploy/help.ts";
import { lookAtProject, refuseProject, type ProjectState } from "./deploy/look-at-project.ts";
import { missingIndexes, type IndexFile } from "./deploy/missing-indexes.ts";
import { readSettings, refuseOtherDatabase, type FirebaseConfig } from "./deploy/settings.ts";
import { DEPLOYED_MODULE, buildFunctions } from "./gateway/build-functions.ts";

await runCommand(async () => {
  const request = readArguments(process.argv.slice(2));
  if (request === undefined) {
    console.log(HELP);
    return 0;
  }
  const { project, interactive } = request;
  if (interactive && !process.stdin.isTTY) {
    throw new PlainError("Nobody is here to confirm: add --yes to deploy without being asked.");
  }
  const config = readJson("firebase.json") as FirebaseConfig;
  const settings = readSettings("functions", project);
  refuseOtherDatabase(settings, config);
  await buildFunctions(DEPLOYED_MODULE);
  refuseStaleIndexes();
  const state = await lookAtProject(project, settings);
  refuseProject(state, { ...settings, names: FUNCTION_NAMES });
  console.log(warning(project, state));
  if (interactive && !(await confirmed(project))) return 1;
  await deployInSteps({ project, interactive, config }, settings);
  return 0;
});

function refuseStaleIndexes(): void {
  const check = ["tools/generate-indexes.ts", "--check"];
  if (spawnSync(process.execPath, check, { stdio: "inherit" }).status !== 0) {
    throw new PlainError("Nothing was deployed.");
  }
}

function warning(project: string, { indexes }: ProjectState): string {
  return `
This deploys to the project ${project}:

- The functions of the codebase database-service. Other codebases stay as they are.
- The indexes of firestore.indexes.json. ${indexWarning(indexes.result)}
- Last, firestore.rules, in place of the rules of the whole project: every app that reads or writes
  Firestore directly is locked out at once.
`;
}

/** An index that another app's queries need may be one that this repository does not know. */
function indexWarning(listed: IndexFile | undefined): string {
  if (listed === undefined) {
    return "What the project has besides could not be listed\n  (firebase login?); it is kept, unless you say otherwise when asked.";
  }
  const missing = missingIndexes(listed, readJson("firestore.indexes.json") as IndexFile);
  if (missing.length === 0) return "The project has no others.";
  const lines = missing.map((line) => `    ${line}`).join("\n");
  return `The project has others, which are kept unless you say\n  otherwise when asked:\n${lines}`;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

async function confirmed(project: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Deploy to ${project}? (yes/no) `);
  terminal.close();
  return answer.trim().toLowerCase() === "yes";
}
