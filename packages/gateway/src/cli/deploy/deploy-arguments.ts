import type { ProjectFolder } from "../project/find-project.ts";
import type { DeployedGateway } from "./deployed-gateway.ts";

/** What to deploy, and how. */
export interface Deploy extends ProjectFolder {
  /** The id of the project that it is deployed to. */
  readonly project: string;
  /** Whether somebody is there to be asked. */
  readonly interactive: boolean;
  /** With the names of the functions that are deployed. */
  readonly gateways: readonly DeployedGateway[];
  /** Whether the gateways have other functions, which stay as they are. */
  readonly isPart: boolean;
}

/**
 * What `firebase` is asked to do first. Never `--force`: it deletes indexes that the project has and
 * firestore.indexes.json lacks. Without a terminal nothing is deleted, and nothing asked.
 */
export function functionsArguments(deploy: Deploy): string[] {
  return deployOnly([...functionsTargets(deploy), "firestore:indexes"], deploy);
}

/** What it is asked to do last: until the gateway answers, apps need the way in that rules close. */
export function rulesArguments(deploy: Deploy): string[] {
  return deployOnly(["firestore:rules"], deploy);
}

/**
 * Named by its codebase, a function is deployed again though it is unchanged. So it is not, unless
 * firebase.json has another codebase, which is somebody else's to deploy.
 */
function functionsTargets({ config, gateways, isPart }: Deploy): readonly string[] {
  if (isPart) {
    return gateways.flatMap(({ codebase, names }) =>
      names.map((name) => `functions:${codebase}:${name}`),
    );
  }
  if (config.functions.length === 1) return ["functions"];
  return [...new Set(gateways.map(({ codebase }) => `functions:${codebase}`))];
}

function deployOnly(targets: readonly string[], { project, interactive }: Deploy): string[] {
  const only = ["deploy", "--project", project, "--only", targets.join()];
  return interactive ? only : [...only, "--non-interactive"];
}
