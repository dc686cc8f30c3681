import { existsSync } from "node:fs";
import { join } from "node:path";
import { programFolders } from "./machine.ts";
import type { Machine } from "./machine.ts";
import { hasMainClass } from "./jar.ts";

export const FIRESTORE_EMULATOR_CLASS =
  "com.google.cloud.datastore.emulator.firestore.CloudFirestore";

/**
 * Where the Firestore emulator's program comes from.
 *
 * - `jar`: firebase-tools is told to run this file
 * - `wrapped`: this file has no main class, so a wrapper jar has to name it
 * - `firebase-tools`: it has the file already, or downloads it
 * - `missing`: FIRESTORE_EMULATOR_BINARY_PATH names a file that isn't there
 */
export type FirestoreEmulator =
  | { readonly from: "jar" | "wrapped" | "missing"; readonly path: string }
  | { readonly from: "firebase-tools"; readonly cached: boolean };

/** `cacheFile` is the name of the jar that the installed firebase-tools wants in its cache: it takes no other version. */
export function findFirestoreEmulator(machine: Machine, cacheFile: string): FirestoreEmulator {
  const explicit = machine.env["FIRESTORE_EMULATOR_BINARY_PATH"];
  if (explicit !== undefined && explicit !== "") {
    if (!existsSync(explicit)) return { from: "missing", path: explicit };
    return { from: hasMainClass(explicit) ? "jar" : "wrapped", path: explicit };
  }
  const cache =
    machine.env["FIREBASE_EMULATORS_PATH"] ??
    join(machine.homeDirectory, ".cache", "firebase", "emulators");
  if (existsSync(join(cache, cacheFile))) return { from: "firebase-tools", cached: true };
  const ofCloudSdk = cloudSdkRoots(machine)
    .map((root) =>
      join(root, "platform", "cloud-firestore-emulator", "cloud-firestore-emulator.jar"),
    )
    .find((jar) => existsSync(jar));
  if (ofCloudSdk !== undefined) return { from: "wrapped", path: ofCloudSdk };
  return { from: "firebase-tools", cached: false };
}

/** Where the Google Cloud SDK may be: as it says itself, beside `gcloud` on the PATH, then where its installers put it. */
function cloudSdkRoots(machine: Machine): string[] {
  const { env, homeDirectory } = machine;
  return [
    ...(env["CLOUDSDK_ROOT_DIR"] === undefined ? [] : [env["CLOUDSDK_ROOT_DIR"]]),
    ...programFolders(machine).map((folder) => join(folder, "..")),
    "/usr/lib/google-cloud-sdk",
    "/usr/share/google-cloud-sdk",
    "/opt/google-cloud-sdk",
    "/snap/google-cloud-sdk/current",
    "/opt/homebrew/share/google-cloud-sdk",
    "/usr/local/share/google-cloud-sdk",
    "/opt/homebrew/Caskroom/google-cloud-sdk/latest/google-cloud-sdk",
    "/usr/local/Caskroom/google-cloud-sdk/latest/google-cloud-sdk",
    ...["LOCALAPPDATA", "ProgramFiles", "ProgramFiles(x86)"].flatMap((name) => {
      const folder = env[name];
      return folder === undefined ? [] : [join(folder, "Google", "Cloud SDK", "google-cloud-sdk")];
    }),
    join(homeDirectory, "google-cloud-sdk"),
  ];
}
