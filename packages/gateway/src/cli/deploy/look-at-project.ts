import { PlainError } from "../command/plain-error.ts";
import { askFirebase, type Answer } from "./firebase.ts";
import type { IndexFile } from "./missing-indexes.ts";
import type { Settings } from "./settings.ts";
import { takenNames, type ListedFunction } from "./taken-names.ts";

/** What a project has already, or why that can't be told. */
export interface ProjectState {
  readonly database: Answer<object>;
  readonly indexes: Answer<IndexFile>;
  readonly functions: Answer<readonly ListedFunction[]>;
}

export async function lookAtProject(
  project: string,
  { databaseId }: Settings,
): Promise<ProjectState> {
  const there = ["--project", project];
  const [database, indexes, functions] = await Promise.all([
    askFirebase<object>(["firestore:databases:get", databaseId, ...there]),
    askFirebase<IndexFile>(["firestore:indexes", "--database", databaseId, ...there]),
    askFirebase<ListedFunction[]>(["functions:list", ...there]),
  ]);
  return { database, indexes, functions };
}

/**
 * Refuses a deploy that would harm the project: firebase-tools makes a database where there is none,
 * in a place that can't be changed afterwards, and replaces functions of the same names.
 *
 * @throws PlainError with what to do
 */
export function refuseProject(
  { database, functions }: ProjectState,
  { databaseId, region, names }: Settings & { readonly names: readonly string[] },
): void {
  if (database.error !== undefined) {
    throw new PlainError(
      `The Firestore database ${databaseId} can't be looked up:\n\n  ${database.error}\n\n` +
        "Log in (npx firebase login). If there is none, make one, near your users, since its place can't " +
        "be changed afterwards, and set REGION to that place or next to it:\n\n" +
        `  npx firebase firestore:databases:create "${databaseId}" --location <location> --project <id>`,
    );
  }
  const taken = takenNames(functions.result ?? [], { names, region });
  if (taken.length === 0) return;
  throw new PlainError(
    "The project has functions of the gateway's names already, which a deploy would replace:\n\n" +
      `${taken.map((line) => `  ${line}`).join("\n")}\n\n` +
      "Rename or delete them, or set REGION to another region. Nothing was deployed.",
  );
}
