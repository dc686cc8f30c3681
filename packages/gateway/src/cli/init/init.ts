import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { PlainError } from "../command/plain-error.ts";
import { folderOfProject } from "../project/find-project.ts";
import { addCodebase, functionsFolders } from "./add-codebase.ts";
import { appFiles, functionsConfig, type AppForm } from "./app-files.ts";
import { readArguments } from "./arguments.ts";
import { HELP } from "./help.ts";
import { nextSteps } from "./next-steps.ts";

/** The app's folder: the first of them that is free. */
const FOLDERS = ["database-service", "functions"];

/** The command `init`. @throws PlainError where something is in the way; nothing is changed then */
export async function init(args: readonly string[]): Promise<number> {
  const asked = readArguments(args);
  if (asked === undefined) {
    console.log(HELP);
    return 0;
  }
  const here = process.env["INIT_CWD"] ?? process.cwd();
  const tarball = resolve(here, asked.tarball);
  refuseOtherTarball(tarball);
  const form = { typescript: asked.typescript, tarball: basename(tarball) };
  const config = readConfig(here);
  const folder = freeFolder(here, config);
  const changed = addCodebase(config, functionsConfig(folder, form));
  writeApp(join(here, folder), form);
  copyFileSync(tarball, join(here, folder, form.tarball), constants.COPYFILE_EXCL);
  writeFileSync(join(here, "firebase.json"), changed);
  console.log(nextSteps(folder, form));
  return 0;
}

function refuseOtherTarball(file: string): void {
  try {
    if (gunzipSync(readFileSync(file)).includes('"name": "@database-service/gateway"')) return;
  } catch (cause) {
    throw new PlainError(`${file} can't be read: ${(cause as Error).message}.`, { cause });
  }
  throw new PlainError(`${file} is no tarball of @database-service/gateway.`);
}

/** Its text, undefined in a folder that is no Firebase project yet. */
function readConfig(here: string): string | undefined {
  const folder = folderOfProject(here);
  if (folder === undefined) return undefined;
  if (folder === here) return readFileSync(join(here, "firebase.json"), "utf8");
  throw new PlainError(`The firebase.json of this folder is in ${folder}: run init there.`);
}

function freeFolder(here: string, config: string | undefined): string {
  const taken = functionsFolders(config);
  const folder = FOLDERS.find((name) => !taken.includes(name) && !existsSync(join(here, name)));
  if (folder !== undefined) return folder;
  throw new PlainError(`There are ${FOLDERS.join("/ and ")}/ already. Nothing was changed.`);
}

function writeApp(folder: string, form: AppForm): void {
  for (const [name, text] of appFiles(form)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: "wx" });
  }
}
