import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { relative, resolve, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Locate } from "./summarize-profile.ts";

const PACKAGE = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\/.*$/s;

/**
 * Finds functions of a bundle by its source map: modules of the project by their file, others by
 * the name of their package.
 */
export function locateIn(bundle: string): Locate {
  const payload = JSON.parse(readFileSync(`${bundle}.map`, "utf8")) as SourceMapPayload;
  const map = new SourceMap(payload);
  return ({ functionName, url, lineNumber, columnNumber }) => {
    if (functionName.startsWith("(")) return "V8";
    if (!url.startsWith("file:")) return url === "" ? "native code" : url;
    const file = fileURLToPath(url);
    if (resolve(file) !== resolve(bundle)) return shortened(file);
    const entry = map.findEntry(lineNumber, columnNumber);
    return "originalSource" in entry
      ? shortened(resolve(dirname(bundle), entry.originalSource))
      : "bundle";
  };
}

function shortened(file: string): string {
  const path = relative(process.cwd(), file).replaceAll("\\", "/");
  return path.replace(PACKAGE, "$1").replace("packages/gateway/src/", "");
}
