import { dirname, extname, join } from "node:path";
import type { Node } from "oxc-parser";
import type { SourceFile } from "../inventory/source/source-file.ts";
import type { AppStart } from "./app-start.ts";
import { databaseName, spelledText, startArguments } from "./database-argument.ts";
import { detachApp } from "./detach-app.ts";
import type { FileEdit } from "./file-edit.ts";
import type { FirestoreStart } from "./firestore-start.ts";
import { spelled } from "./host-text.ts";
import { relativeModule } from "./relative-module.ts";
import type { RouteChanges } from "./route-changes.ts";
import { runsOnce, statementOf } from "./runs-once.ts";
import type { SdkOrigins } from "./sdk-origin.ts";
import { serviceSettings, type ServiceSettings } from "./service-settings.ts";
import { serviceProperties, type ServiceIdentity } from "./service-text.ts";
import { objectText } from "./settings-text.ts";

/** What moving a server's databases takes. */
export interface NodeRoute {
  readonly starts: readonly FirestoreStart[];
  readonly apps: readonly AppStart[];
  /** All files of the service. */
  readonly files: readonly SourceFile[];
  readonly identity: ServiceIdentity;
  readonly origins: SdkOrigins;
  readonly changes: RouteChanges;
}

/** A place that gets a database, and what is said of it there. */
interface NodeStart extends FirestoreStart {
  readonly app: Node | undefined;
  readonly settings: ServiceSettings;
  readonly databaseNode: Node | undefined;
}

const CLIENT = "@database-service/client/service";
const SHARED = "gatewayFirestore";

/** Gives a server Firestore through the gateway, wherever it gets it directly. */
export function routeNode(route: NodeRoute): void {
  const starts = route.starts.flatMap((start) => readStart(route, start) ?? []);
  const groups = Map.groupBy(starts, ({ file, databaseNode }) => {
    return databaseNode === undefined ? "(default)" : databaseName(file, databaseNode);
  });
  for (const [name, group] of groups) {
    const [only, ...others] = group;
    if (only !== undefined && others.length === 0 && runsOnce(only.file, only.node)) {
      makeInPlace(route, only);
    } else {
      shareOne(route, name, group);
    }
  }
}

/** Undefined where it is left. */
function readStart(route: NodeRoute, start: FirestoreStart): NodeStart | undefined {
  const { changes, origins } = route;
  const { file, node, kind, origin } = start;
  const { app, settings, database } = startArguments(start);
  const read = serviceSettings(changes.of(file).edit, settings);
  if (typeof read === "string") {
    changes.leave(file, node, read);
    return undefined;
  }
  const ofApp = app && origins.of(file, app);
  const call = ofApp?.call ?? origin.call;
  const named = call !== undefined && "arguments" in call ? call.arguments : [];
  const isNamed = /^app\(\)$|^getApp\(\)$/.test(ofApp?.path.at(-1) ?? origin.path.at(-2) ?? "")
    ? named.length > 0
    : named.length > 1;
  const hasOthers = route.apps.some((each) => each.node.arguments.length > 1);
  if (isNamed || (app !== undefined && ofApp === undefined && hasOthers)) {
    changes.leave(file, node, "it is of an app with a name, which may be of another project");
    return undefined;
  }
  const databaseNode = database ?? read.databaseId;
  return { file, node, kind, origin, family: start.family, app, settings: read, databaseNode };
}

/** `getFirestore()` becomes `serviceFirestore({…})`. */
function makeInPlace({ changes, identity }: NodeRoute, start: NodeStart): void {
  const { file, node, databaseNode } = start;
  const { edit, imports } = changes.of(file);
  const { projectId, ignoreUndefinedProperties } = start.settings;
  const properties = serviceProperties(
    identity,
    {
      ...(projectId !== undefined && { projectId }),
      ...(ignoreUndefinedProperties !== undefined && { ignoreUndefinedProperties }),
      ...(databaseNode !== undefined && { databaseId: edit.source(databaseNode) }),
    },
    { quote: edit.quote, isTypeScript: isTypeScript(file) },
  );
  const indent = edit.indentAt(statementOf(file, node).start);
  const local = imports.local(CLIENT, "serviceFirestore");
  detachApp(edit, start);
  edit.replace(node, `${local}(${objectText(properties, indent, edit.indent)})`);
  changes.move(file, node);
}

/** Several places, or one that runs again and again, get one that a file of its own makes. */
function shareOne(route: NodeRoute, name: string, group: readonly NodeStart[]): void {
  const { changes, identity } = route;
  const [first] = group;
  if (first === undefined) return;
  const id = first.databaseNode && spelledText(first.file, first.databaseNode);
  if (first.databaseNode !== undefined && id === undefined) {
    changes.leave(first.file, first.node, "the name of its database is not spelled here");
    return;
  }
  const settings = settingsOfAll(group);
  if (settings === undefined) {
    const reason =
      "several places get the database with settings that differ, or with names in them";
    for (const { file, node } of group) changes.leave(file, node, reason);
    return;
  }
  const word =
    id === undefined || id === "(default)" ? "" : `-${name.replaceAll(/[^A-Za-z0-9]+/g, "-")}`;
  const path = join(commonFolder(group), `gateway-firestore${word}${extname(first.file.path)}`);
  const { edit } = changes.of(first.file);
  const isCommonJs = !first.file.isModule && !isTypeScript(first.file);
  const database = {
    ...settings,
    ...(id !== undefined && { databaseId: spelled([id], edit.quote) }),
  };
  const form = { quote: edit.quote, isTypeScript: isTypeScript(first.file) };
  const properties = serviceProperties(identity, database, form);
  changes.create(path, moduleText(edit, properties, isCommonJs));
  for (const start of group) useShared(route, start, path);
}

/** The settings that all places give alike, spelled without names; undefined where there are none such. */
function settingsOfAll(
  group: readonly NodeStart[],
): Omit<ServiceSettings, "databaseId"> | undefined {
  const all = group.map(({ settings: { projectId, ignoreUndefinedProperties } }) => ({
    ...(projectId !== undefined && { projectId }),
    ...(ignoreUndefinedProperties !== undefined && { ignoreUndefinedProperties }),
  }));
  const [first = {}] = all;
  const isAlike = all.every((each) => JSON.stringify(each) === JSON.stringify(first));
  const isPlain = Object.values(first).every((text) =>
    /^(?:true|false|["'`][^$]*["'`]|process\.env[\w.[\]"']+)$/.test(text),
  );
  return isAlike && isPlain ? first : undefined;
}

function useShared({ changes, files }: NodeRoute, start: NodeStart, path: string): void {
  const { file, node } = start;
  const { edit, imports } = changes.of(file);
  const local = imports.local(relativeModule(file, path, files), SHARED);
  detachApp(edit, start);
  edit.replace(node, local);
  changes.move(file, node);
}

function moduleText(
  { quote, semicolon, indent }: FileEdit,
  properties: readonly string[],
  isCommonJs: boolean,
): string {
  const source = `${quote}${CLIENT}${quote}`;
  const made = `serviceFirestore(${objectText(properties, "", indent)})${semicolon}\n`;
  const comment = "/** Firestore through the gateway, one for the whole service. */\n";
  return isCommonJs
    ? `const { serviceFirestore } = require(${source})${semicolon}\n\n${comment}exports.${SHARED} = ${made}`
    : `import { serviceFirestore } from ${source}${semicolon}\n\n${comment}export const ${SHARED} = ${made}`;
}

function commonFolder(group: readonly NodeStart[]): string {
  const folders = group.map(({ file }) => dirname(file.path));
  let common = folders[0] ?? "";
  while (!folders.every((each) => each === common || each.startsWith(`${common}/`))) {
    common = dirname(common);
  }
  return common;
}

export function isTypeScript({ path }: SourceFile): boolean {
  return /\.[cm]?tsx?$/.test(path);
}
