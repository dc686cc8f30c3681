import type { SourceFile } from "../inventory/source/source-file.ts";
import { sourceText } from "./file-edit.ts";
import type { FirestoreStart } from "./firestore-start.ts";
import type { RouteChanges } from "./route-changes.ts";

const FULL_SDK =
  "it runs on the full SDK, whose listeners need another transport besides the host, by an override in package.json: that package is not there yet. Until then move what needs no listeners to firebase/firestore/lite, or compare by the shadow";
const NATIVE =
  "the native SDKs speak gRPC, which no function answers: use the callables (docs/calling.md)";
const SHADOW = "the shadow would ask the gateway twice: take it away";

/** Why a place that gets a database is left as it is, whatever stands around it. */
export function reasonToLeave({ family, kind, origin }: FirestoreStart): string | undefined {
  if (kind === "emulator") return undefined;
  if (kind === "shadow") return origin.module.endsWith("/lite") ? undefined : SHADOW;
  switch (family) {
    case "full":
    case "compat":
    case "app":
      return FULL_SDK;
    case "framework":
      return origin.module.endsWith("/lite")
        ? "the framework's own module wraps it: set host there by hand (docs/sdk.md)"
        : FULL_SDK;
    case "reactNative":
      return NATIVE;
    default:
      return undefined;
  }
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
