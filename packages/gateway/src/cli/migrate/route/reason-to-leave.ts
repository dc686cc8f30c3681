import type { SourceFile } from "../inventory/source/source-file.ts";
import { sourceText } from "./file-edit.ts";
import type { FirestoreStart } from "./firestore-start.ts";
import type { RouteChanges } from "./route-changes.ts";

const CDN =
  "a script of the CDN brings its own transport: bundle the app, or use firebase-firestore-lite.js (docs/sdk.md)";
const COMPAT =
  "the namespaced API gets its host by settings(): set it there by hand, and the override in package.json (docs/sdk.md)";
const FRAMEWORK = "the framework's own module wraps it: set host there by hand";
const NATIVE =
  "the native SDKs speak gRPC, which no function answers: use the callables (docs/calling.md)";
const SHADOW = "the shadow would ask the gateway twice: take it away";

/** Why a place that gets a database is left as it is, whatever stands around it. */
export function reasonToLeave({ family, kind, origin }: FirestoreStart): string | undefined {
  if (kind === "emulator") return undefined;
  if (kind === "shadow") return origin.module.endsWith("/lite") ? undefined : SHADOW;
  switch (family) {
    case "full":
      return isOfCdn(origin.module) ? CDN : undefined;
    case "compat":
    case "app":
      return isOfCdn(origin.module) ? CDN : COMPAT;
    case "framework":
      return origin.module.endsWith("/lite")
        ? `${FRAMEWORK} (docs/sdk.md)`
        : `${FRAMEWORK}, and the override in package.json (docs/sdk.md)`;
    case "reactNative":
      return NATIVE;
    default:
      return undefined;
  }
}

function isOfCdn(module: string): boolean {
  return /^https?:/.test(module);
}

/** Files that could not be read as JavaScript or TypeScript, where they speak of Firestore. */
export function leaveUnread(files: readonly SourceFile[], changes: RouteChanges): void {
  for (const file of files) {
    const { problem, path, program } = file;
    if (problem === undefined || !/firestore/i.test(sourceText(path))) continue;
    const at = { ...program, start: file.problemAt ?? 0 };
    changes.leave(file, at, `the file can't be read: ${problem}`);
  }
}
