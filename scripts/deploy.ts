import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { PlainError } from "./command/plain-error.ts";
import { runCommand } from "./command/run-command.ts";
import { readArguments } from "./deploy/arguments.ts";
import { deployArguments } from "./deploy/deploy-arguments.ts";
import { HELP } from "./deploy/help.ts";
import { missingIndexes } from "./deploy/missing-indexes.ts";
import type { IndexFile } from "./deploy/missing-indexes.ts";
import { DEPLOYED_MODULE, buildFunctions } from "./gateway/build-functions.ts";

const FIREBASE = "node_modules/firebase-tools/lib/bin/firebase.js";

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
  await buildFunctions(DEPLOYED_MODULE);
  refuseStaleIndexes();
  console.log(warning(project));
  if (interactive && !(await confirmed(project))) return 1;
  const deploy = [FIREBASE, ...deployArguments(project, interactive)];
  return spawnSync(process.execPath, deploy, { stdio: "inherit" }).status ?? 1;
});

function refuseStaleIndexes(): void {
  const check = ["scripts/generate-indexes.ts", "--check"];
  if (spawnSync(process.execPath, check, { stdio: "inherit" }).status !== 0) {
    throw new PlainError("Nothing was deployed.");
  }
}

function warning(project: string): string {
  return `
This deploys to the project ${project}:

- The functions of the codebase database-service. Other codebases stay as they are.
- firestore.rules, in place of the rules of the whole project: every app that reads or writes
  Firestore directly is locked out at once.
- The indexes of firestore.indexes.json. ${indexWarning(project)}
`;
}

/** An index that another app's queries need may be one that this repository does not know. */
function indexWarning(project: string): string {
  const listed = listIndexes(project);
  if (listed === undefined) {
    return "What the project has besides could not be listed\n  (firebase login?); it is kept, unless you say otherwise when asked.";
  }
  const file = JSON.parse(readFileSync("firestore.indexes.json", "utf8")) as IndexFile;
  const missing = missingIndexes(listed, file);
  if (missing.length === 0) return "The project has no others.";
  const lines = missing.map((line) => `    ${line}`).join("\n");
  return `The project has others, which are kept unless you say\n  otherwise when asked:\n${lines}`;
}

function listIndexes(project: string): IndexFile | undefined {
  const list = [FIREBASE, "firestore:indexes", "--project", project, "--json"];
  const { stdout } = spawnSync(process.execPath, list, { encoding: "utf8" });
  try {
    return (JSON.parse(stdout) as { result?: IndexFile }).result;
  } catch {
    return undefined;
  }
}

async function confirmed(project: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Deploy to ${project}? (yes/no) `);
  terminal.close();
  return answer.trim().toLowerCase() === "yes";
}
