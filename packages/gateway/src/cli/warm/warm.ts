import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { serveEmptyFirestore } from "./empty-firestore.ts";
import { runOnce } from "./run-once.ts";

/** What a deploy sets, and a build does not know: the variables of a folder's functions. */
const SETTINGS = ".env";
const VARIABLE = "NODE_COMPILE_CACHE";

/**
 * The command `warm`, which a build in the cloud ends with (`gcp-build`): the functions of this
 * folder are started as the platform starts them, and answer one call, so that instances find their
 * code compiled. Nothing that goes wrong here keeps a deploy from its end.
 */
export async function warm(): Promise<number> {
  const settings = existsSync(SETTINGS) ? parseEnv(readFileSync(SETTINGS, "utf8")) : {};
  const folder = process.env[VARIABLE] ?? settings[VARIABLE];
  if (folder === undefined) {
    console.log(`${VARIABLE} is not set in ${SETTINGS}: instances compile what they load.`);
    return 0;
  }
  const firestore = await serveEmptyFirestore();
  try {
    await runOnce({
      ...settings,
      [VARIABLE]: folder,
      FIRESTORE_EMULATOR_HOST: firestore.host,
      GCLOUD_PROJECT: "warm-up",
      NODE_ENV: "production",
      FUNCTION_TARGET:
        process.env["GOOGLE_FUNCTION_TARGET"] ?? process.env["FUNCTION_TARGET"] ?? "database",
    });
    console.log(`The compile cache holds ${String(filesIn(folder))} files.`);
  } catch (error) {
    console.log(`The compile cache is not warm: ${(error as Error).message}`);
  } finally {
    firestore.close();
  }
  return 0;
}

function filesIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}
