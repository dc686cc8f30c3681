import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PlainError } from "../command/plain-error.ts";

/**
 * The folder of the operator's console, as it was built: `lib/console` of this package.
 *
 * @throws PlainError where it was not
 */
export function consoleFolder(): string {
  const folder = join(packageFolder(dirname(fileURLToPath(import.meta.url))), "lib/console");
  if (existsSync(join(folder, "index.html"))) return folder;
  throw new PlainError(`The console is not built: there is no ${folder}. npm run build makes it.`);
}

function packageFolder(folder: string): string {
  if (existsSync(join(folder, "package.json"))) return folder;
  return packageFolder(dirname(folder));
}
