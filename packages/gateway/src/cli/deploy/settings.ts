import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { PlainError } from "../command/plain-error.ts";

/** The settings of the gateway that a deploy needs to know. */
export interface Settings {
  /** Where the functions run. */
  readonly region: string;
  /** The id of the Firestore database behind the gateway. */
  readonly databaseId: string;
}

/** As firebase-tools reads them: a project's own take the place of everybody's. */
export function readSettings(folder: string, project: string): Settings {
  const { REGION: region = "us-central1", DATABASE_ID: databaseId = "(default)" } = {
    ...readEnv(join(folder, ".env")),
    ...readEnv(join(folder, `.env.${project}`)),
  };
  return { region, databaseId };
}

function readEnv(file: string): NodeJS.Dict<string> {
  return existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
}

/** The part of firebase.json that a deploy needs to know. */
export interface FirebaseConfig {
  readonly functions: readonly { readonly codebase?: string }[];
  readonly firestore?: { readonly database?: string };
}

/**
 * Rules and indexes go to the database that firebase.json names, and the gateway uses the one that
 * its settings name.
 *
 * @throws PlainError where these are two
 */
export function refuseOtherDatabase({ databaseId }: Settings, config: FirebaseConfig): void {
  const { database = "(default)" } = config.firestore ?? {};
  if (database === databaseId) return;
  throw new PlainError(
    `The gateway's database is ${databaseId} (DATABASE_ID), and rules and indexes would go to ${database}: ` +
      `set "database": "${databaseId}" below "firestore" in firebase.json, or change DATABASE_ID.`,
  );
}
