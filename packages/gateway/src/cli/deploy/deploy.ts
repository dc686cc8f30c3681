import { createInterface } from "node:readline/promises";
import { DATABASE_FUNCTION } from "../../api/database-function.ts";
import type { CommandContext } from "../command/command.ts";
import { PlainError } from "../command/plain-error.ts";
import { consoleSiteKey } from "../console/console-site-key.ts";
import { deployConsole, refuseSite, type ConsoleDeploy } from "../console/deploy-console.ts";
import { indexFiles } from "../indexes/index-files.ts";
import { refuseStaleIndexes } from "../indexes/indexes.ts";
import { findProject } from "../project/find-project.ts";
import { loadGateways, type LoadedGateway } from "../project/load-gateways.ts";
import { readArguments } from "./arguments.ts";
import type { Deploy } from "./deploy-arguments.ts";
import { deployInSteps } from "./deploy-in-steps.ts";
import { deployedGateway } from "./deployed-gateway.ts";
import { HELP } from "./help.ts";
import { lookAtProject, refuseProject } from "./look-at-project.ts";
import { movingRules } from "./moving-rules.ts";
import { onlyNamed } from "./only-named.ts";
import { warning } from "./warning.ts";

/** The command `deploy`. @throws PlainError with what to do, where something isn't deployed */
export async function deploy(args: readonly string[], { module }: CommandContext): Promise<number> {
  const request = readArguments(args);
  if (request === undefined) {
    console.log(HELP);
    return 0;
  }
  const { project, interactive, keepRules, only } = request;
  if (interactive && !process.stdin.isTTY) {
    throw new PlainError("Nobody is here to confirm: add --yes to deploy without being asked.");
  }
  const there = findProject();
  const loaded = await loadGateways(there, module);
  const files = indexFiles(there, loaded, project);
  refuseStaleIndexes(files);
  const all = loaded.map((gateway) => deployedGateway(gateway, project));
  const gateways = only === undefined ? all : onlyNamed(all, only);
  const isPart = only !== undefined;
  const rules = keepRules ? [] : there.config.firestore.flatMap((one) => one.rules ?? []);
  const moving = movingRules(there.folder, rules);
  const asked: Deploy = { ...there, project, interactive, gateways, isPart };
  const state = await lookAtProject(asked);
  refuseProject(state, asked);
  const site = consoleDeploy(request.consoleSite, { asked, loaded });
  if (site !== undefined) await refuseSite(site);
  console.log(warning(asked, { databases: state.databases, files, rules, moving }));
  if (interactive && !(await confirmed(project))) return 1;
  await deployInSteps(asked, rules.length > 0);
  if (site !== undefined) await deployConsole(site);
  return 0;
}

/**
 * @throws PlainError where the console calls a function that isn't deployed, or one that would not
 *   take its calls
 */
function consoleDeploy(
  site: string | undefined,
  { asked, loaded }: { readonly asked: Deploy; readonly loaded: readonly LoadedGateway[] },
): ConsoleDeploy | undefined {
  if (site === undefined) return undefined;
  const isCalled = ({ names }: Pick<LoadedGateway, "names">) => names.includes(DATABASE_FUNCTION);
  const called = asked.gateways.find(isCalled);
  const gateway = loaded.find(isCalled);
  if (called === undefined || gateway === undefined) {
    throw new PlainError(
      `The console calls the function ${DATABASE_FUNCTION}, which is not deployed by this command.`,
    );
  }
  const appCheckSiteKey = consoleSiteKey(gateway, asked.project);
  return { ...asked, site, region: called.region, appCheckSiteKey };
}

async function confirmed(project: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Deploy to ${project}? (yes/no) `);
  terminal.close();
  return answer.trim().toLowerCase() === "yes";
}
