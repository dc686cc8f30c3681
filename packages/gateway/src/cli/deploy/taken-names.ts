import type { DeployedGateway } from "./deployed-gateway.ts";

/** A function that the project has, as `firebase functions:list` tells it. */
export interface ListedFunction {
  readonly id: string;
  readonly region: string;
  readonly codebase?: string;
}

/**
 * Functions of other codebases that have a name of the gateway's: firebase-tools takes them for an
 * older version, and replaces them without a word. In other regions they are no trouble.
 */
export function takenNames(
  listed: readonly ListedFunction[],
  { names, region, codebase: own }: Omit<DeployedGateway, "databaseIds">,
): string[] {
  return listed
    .filter((existing) => existing.region === region && names.includes(existing.id))
    .filter(({ codebase = "default" }) => codebase !== own)
    .map(({ id, codebase = "default" }) => `${id} (${region}, codebase ${codebase})`);
}
