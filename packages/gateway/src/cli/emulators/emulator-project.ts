import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PlainError } from "../command/plain-error.ts";

interface FirebaseRc {
  readonly projects?: { readonly default?: string };
}

/**
 * The project that the emulators run for: GCLOUD_PROJECT, or else the default one of .firebaserc.
 *
 * @throws PlainError where neither names one
 */
export function emulatorProject(folder: string): string {
  const project = process.env["GCLOUD_PROJECT"] ?? defaultProject(join(folder, ".firebaserc"));
  if (project !== undefined && project !== "") return project;
  throw new PlainError(
    "It is not known for which project the emulators run: set GCLOUD_PROJECT to its id.",
  );
}

function defaultProject(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, "utf8")) as FirebaseRc).projects?.default;
}
