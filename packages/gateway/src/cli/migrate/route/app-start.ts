import type { SourceProject } from "../inventory/evaluate/source-project.ts";
import type { SourceFile } from "../inventory/source/source-file.ts";
import type { CallOrNew } from "./firestore-start.ts";
import { packageFamily, type PackageFamily } from "./package-family.ts";
import type { SdkOrigins } from "./sdk-origin.ts";

/** A call of `initializeApp`. */
export interface AppStart {
  readonly file: SourceFile;
  readonly node: CallOrNew;
  readonly family: PackageFamily;
}

/** All calls that initialize an app of Firebase, in the browser or on a server. */
export function appStarts(project: SourceProject, origins: SdkOrigins): readonly AppStart[] {
  return project.files.flatMap((file) =>
    file.calls.flatMap((node) => {
      if (node.type !== "CallExpression") return [];
      const origin = origins.of(file, node.callee);
      const family = origin && packageFamily(origin.module);
      const isOne = origin?.path.length === 1 && origin.path[0] === "initializeApp";
      return isOne && family !== undefined ? [{ file, node, family }] : [];
    }),
  );
}
