/**
 * Loaded into a function's process before anything else (`node --import`): counts the files that it
 * reads, the modules that Node loads and what is read by `node:fs`, each once. Slows the process
 * down, so that nothing else of it is measured.
 */
import fs from "node:fs";
import { registerHooks, syncBuiltinESMExports } from "node:module";
import { fileURLToPath } from "node:url";

const files = new Set<string>();

registerHooks({
  load(url, context, nextLoad) {
    if (url.startsWith("file:")) files.add(fileURLToPath(url.split("?", 1)[0] ?? url));
    return nextLoad(url, context);
  },
});

for (const name of ["readFileSync", "openSync", "readFile", "open", "createReadStream"] as const) {
  count(fs as unknown as Readers, name);
}
for (const name of ["readFile", "open"] as const) count(fs.promises as unknown as Readers, name);
syncBuiltinESMExports();

type Readers = Record<string, (path: unknown, ...rest: unknown[]) => unknown>;

function count(readers: Readers, name: string): void {
  const read = readers[name];
  if (read === undefined) throw new Error(`node:fs has no ${name}.`);
  readers[name] = function (path, ...rest) {
    if (typeof path === "string") files.add(path);
    else if (path instanceof URL) files.add(fileURLToPath(path));
    return read.call(this, path, ...rest);
  };
}

process.on("message", (question) => {
  if (question === "files") process.send?.(files.size);
});
