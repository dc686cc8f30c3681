import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { PlainError } from "../command/plain-error.ts";
import { readFirebaseJson, type FirebaseJson } from "./firebase-json.ts";

/** A Firebase project, as it stands in a folder. */
export interface ProjectFolder {
  /** Where firebase.json is. */
  readonly folder: string;
  readonly config: FirebaseJson;
}

/** The folder with a firebase.json, this one or the nearest above; undefined where there is none. */
export function folderOfProject(from: string): string | undefined {
  if (existsSync(join(from, "firebase.json"))) return from;
  const above = dirname(from);
  return above === from ? undefined : folderOfProject(above);
}

/** The project in which a command was called. @throws PlainError where there is none */
export function findProject(from = process.cwd()): ProjectFolder {
  const folder = folderOfProject(from);
  if (folder !== undefined) return { folder, config: readFirebaseJson(folder) };
  throw new PlainError(
    `There is no firebase.json in ${from} or above: call this in the folder of a Firebase project.`,
  );
}
