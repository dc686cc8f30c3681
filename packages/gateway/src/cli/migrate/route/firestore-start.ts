import type { Node } from "oxc-parser";
import type { SourceProject } from "../inventory/evaluate/source-project.ts";
import type { CallNode, SourceFile } from "../inventory/source/source-file.ts";
import { packageFamily, type PackageFamily } from "./package-family.ts";
import type { SdkOrigin, SdkOrigins } from "./sdk-origin.ts";

export type CallOrNew = Exclude<CallNode, { type: "JSXOpeningElement" }>;

/** What a call does with a database. */
export type StartKind = "get" | "initialize" | "new" | "emulator" | "moved" | "shadow";

/** A call by which code comes to a Firestore database. */
export interface FirestoreStart {
  readonly file: SourceFile;
  readonly node: CallOrNew;
  readonly family: PackageFamily;
  readonly kind: StartKind;
  /** Of what is called. */
  readonly origin: SdkOrigin;
}

/** All calls of a service that give a Firestore database, or turn one to an emulator. */
export function firestoreStarts(
  project: SourceProject,
  origins: SdkOrigins,
): readonly FirestoreStart[] {
  return project.files.flatMap((file) =>
    file.calls.flatMap((node) => {
      if (node.type === "JSXOpeningElement") return [];
      const origin = origins.of(file, node.callee);
      if (origin === undefined) return [];
      const family = packageFamily(origin.module);
      const kind = family && startKind(family, origin, node);
      return kind === undefined || family === undefined
        ? []
        : [{ file, node, family, kind, origin }];
    }),
  );
}

const MODULAR: Readonly<Record<string, StartKind>> = {
  getFirestore: "get",
  initializeFirestore: "initialize",
  connectFirestoreEmulator: "emulator",
};

function startKind(
  family: PackageFamily,
  { path }: SdkOrigin,
  node: CallOrNew,
): StartKind | undefined {
  const name = path.at(-1);
  if (node.type === "NewExpression") {
    if (family !== "server" && family !== "admin") return undefined;
    const isClass = name === "Firestore" || (name === undefined && family === "server");
    return isClass ? "new" : undefined;
  }
  if (family === "client") {
    if (name === "serviceFirestore") return "moved";
    return name?.startsWith("shadow") === true ? "shadow" : undefined;
  }
  if (path.length === 1 && name !== undefined && Object.hasOwn(MODULAR, name)) return MODULAR[name];
  const isOfApp = path.slice(0, -1).every((part) => /^(?:app|initializeApp)\(\)$/.test(part));
  if (name === "firestore" && isOfApp && family !== "lite") return "get";
  return family === "reactNative" && path.length === 0 ? "get" : undefined;
}

/** Where one of these functions is handed on as a value, so that who calls it is not seen. */
export function handedOnStarts(file: SourceFile, origins: SdkOrigins): readonly Node[] {
  return file.identifiers.filter((node) => {
    const declaration = file.declarations.get(node);
    if (declaration?.type !== "Import" && declaration?.type !== "Variable") return false;
    const parent = file.parents.get(node);
    const isArgument = parent?.type === "CallExpression" && parent.callee !== node;
    const isReturned = parent?.type === "ArrowFunctionExpression" && parent.body === node;
    if (!isArgument && !isReturned && parent?.type !== "ReturnStatement") return false;
    const { path: [name, ...rest] = [] } = origins.of(file, node) ?? {};
    return rest.length === 0 && (name === "getFirestore" || name === "initializeFirestore");
  });
}
