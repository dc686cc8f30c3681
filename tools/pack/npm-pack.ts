import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { npmCommand } from "../npm-command.mjs";

/**
 * Has npm pack a folder, as it would publish it.
 *
 * @returns the tarball's path: beside the folder, under the name that npm gives it,
 * `database-service-client-0.1.0.tgz`
 */
export function npmPack(folder: string): string {
  const { program, before, shell } = npmCommand();
  const args = [...before, "pack", "--silent", "--ignore-scripts", "--pack-destination", ".."];
  execFileSync(program, args, { cwd: folder, shell, stdio: ["ignore", "ignore", "inherit"] });
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
  };
  return join(dirname(folder), `${name.replace("@", "").replace("/", "-")}-${version}.tgz`);
}
