import { PlainError } from "../command/plain-error.ts";
import type { ListedIndexes } from "../indexes/missing-indexes.ts";
import type { Deploy } from "./deploy-arguments.ts";
import { askFirebase, type FirebaseAnswer } from "./firebase.ts";
import { takenNames, type ListedFunction } from "./taken-names.ts";

/** What a project has already, or why that can't be told. */
export interface ProjectState {
  readonly databases: readonly DatabaseState[];
  readonly functions: FirebaseAnswer<readonly ListedFunction[]>;
}

export interface DatabaseState {
  readonly databaseId: string;
  readonly database: FirebaseAnswer<object>;
  readonly indexes: FirebaseAnswer<ListedIndexes>;
}

export async function lookAtProject({ project, folder, gateways }: Deploy): Promise<ProjectState> {
  const ask = <Result>(...args: readonly string[]): Promise<FirebaseAnswer<Result>> =>
    askFirebase<Result>([...args, "--project", project], folder);
  const ids = new Set(gateways.flatMap(({ databaseIds }) => databaseIds));
  const [functions, ...databases] = await Promise.all([
    ask<ListedFunction[]>("functions:list"),
    ...[...ids].map(async (databaseId): Promise<DatabaseState> => {
      const [database, indexes] = await Promise.all([
        ask<object>("firestore:databases:get", databaseId),
        ask<ListedIndexes>("firestore:indexes", "--database", databaseId),
      ]);
      return { databaseId, database, indexes };
    }),
  ]);
  return { databases, functions };
}

/**
 * Refuses a deploy that would harm the project: firebase-tools makes a database where there is none,
 * in a place that can't be changed afterwards, and replaces functions of the same names.
 *
 * @throws PlainError with what to do
 */
export function refuseProject(
  { databases, functions }: ProjectState,
  { project, gateways }: Deploy,
): void {
  for (const { databaseId, database } of databases) {
    if (database.error === undefined) continue;
    throw new PlainError(
      `The Firestore database ${databaseId} can't be looked up:\n\n  ${database.error}\n\n` +
        "Log in (npx firebase login). If there is none, make one, near your users, since its place can't " +
        "be changed afterwards, and set the gateway's region to that place or next to it:\n\n" +
        `  npx firebase firestore:databases:create "${databaseId}" --location <location> --project ${project}`,
    );
  }
  const taken = gateways.flatMap((gateway) => takenNames(functions.result ?? [], gateway));
  if (taken.length === 0) return;
  throw new PlainError(
    "The project has functions of the gateway's names already, which a deploy would replace:\n\n" +
      `${taken.map((line) => `  ${line}`).join("\n")}\n\n` +
      "Rename or delete them, or set the gateway's region to another. Nothing was deployed.",
  );
}
