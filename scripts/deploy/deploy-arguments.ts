/** The codebase of the functions in firebase.json: a deploy leaves those of others alone. */
const CODEBASE = "database-service";

/**
 * What `firebase` is asked to do. Never `--force`: it deletes indexes that the project has and
 * firestore.indexes.json lacks. Without a terminal nothing is deleted, and nothing asked.
 */
export function deployArguments(project: string, interactive: boolean): string[] {
  const targets = [`functions:${CODEBASE}`, "firestore:rules", "firestore:indexes"];
  return [
    "deploy",
    "--project",
    project,
    "--only",
    targets.join(),
    ...(interactive ? [] : ["--non-interactive"]),
  ];
}
