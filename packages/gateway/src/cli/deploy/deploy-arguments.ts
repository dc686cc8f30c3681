import type { FirebaseConfig } from "./settings.ts";

/** The codebase of the functions in firebase.json: a deploy leaves those of others alone. */
export const CODEBASE = "database-service";

/** What to deploy, and how. */
export interface Deploy {
  readonly project: string;
  readonly interactive: boolean;
  readonly config: FirebaseConfig;
}

/**
 * What `firebase` is asked to do first. Never `--force`: it deletes indexes that the project has and
 * firestore.indexes.json lacks. Without a terminal nothing is deleted, and nothing asked.
 */
export function functionsArguments(deploy: Deploy): string[] {
  return deployOnly([functionsTarget(deploy.config), "firestore:indexes"], deploy);
}

/** What it is asked to do last: until the gateway answers, apps need the way in that rules close. */
export function rulesArguments(deploy: Deploy): string[] {
  return deployOnly(["firestore:rules"], deploy);
}

/**
 * Named by its codebase, a function is deployed again though it is unchanged. So it is not, unless
 * firebase.json has another codebase, which is somebody else's to deploy.
 */
function functionsTarget({ functions }: FirebaseConfig): string {
  return functions.length === 1 ? "functions" : `functions:${CODEBASE}`;
}

function deployOnly(targets: readonly string[], { project, interactive }: Deploy): string[] {
  const only = ["deploy", "--project", project, "--only", targets.join()];
  return interactive ? only : [...only, "--non-interactive"];
}
