import type { Node } from "oxc-parser";
import { unwrap } from "../inventory/evaluate/name-of.ts";
import { databaseName, initializerOf, startArguments } from "./database-argument.ts";
import { foldConnects } from "./fold-connects.ts";
import { firestoreHosts, replaceHosts } from "./firestore-hosts.ts";
import type { FirestoreStart } from "./firestore-start.ts";
import { hostProperties } from "./gateway-address.ts";
import type { TextPart } from "./host-text.ts";
import { initializeBehindApp } from "./initialize-behind-app.ts";
import { appModule, type WebDatabase, type WebRoute } from "./web-route.ts";
import { runsOnce, statementOf } from "./runs-once.ts";
import { addProperties, objectText } from "./settings-text.ts";

/** Sets the gateway's host for each database of an app on Firebase's SDK for the web. */
export function routeWeb(route: WebRoute): void {
  for (const database of databasesOf(route)) routeDatabase(route, database);
}

function databasesOf({ starts, origins }: WebRoute): readonly WebDatabase[] {
  const own = starts.filter(({ kind }) => kind !== "emulator");
  const names = new Map(own.map((each) => [each.node as Node, nameOfDatabase(each)]));
  const all = new Set(names.values());
  const [onlyOne] = all;
  const databaseOf = ({ file, node }: FirestoreStart): string | undefined => {
    const [first] = node.arguments;
    const call = first && origins.of(file, first)?.call;
    return (call && names.get(call)) ?? (all.size === 1 ? onlyOne : undefined);
  };
  return [...all].map((name) => {
    const of = own.filter(({ node }) => names.get(node) === name);
    return {
      gets: of.filter(({ kind }) => kind === "get"),
      initializes: of.filter(({ kind }) => kind === "initialize"),
      connects: starts.filter((each) => each.kind === "emulator" && databaseOf(each) === name),
    };
  });
}

function nameOfDatabase(start: FirestoreStart): string {
  const { database } = startArguments(start);
  return database === undefined ? "(default)" : databaseName(start.file, database);
}

function routeDatabase(route: WebRoute, database: WebDatabase): void {
  const { changes } = route;
  const { gets, initializes, connects } = database;
  const set = initializes.filter((each) => hasHost(route, each));
  if (set.length > 0) {
    const settled = set.map((each) => settleHost(route, each));
    if (settled.every((isSettled) => isSettled)) {
      for (const { file, node } of gets) changes.keep(file, node);
      for (const { file, node } of connects) changes.leave(file, node, PAST_THE_GATEWAY);
    }
    return;
  }
  const [only, ...others] = initializes.length > 0 ? initializes : gets;
  if (only === undefined) return;
  if (initializes.length > 1) {
    for (const { file, node } of initializes) changes.leave(file, node, SEVERAL_SETTINGS);
  } else if (others.length === 0 && (initializes.length === 1 || isAlone(database, only))) {
    initializeInPlace(route, database, only);
  } else {
    initializeBehindApp(route, database);
  }
}

/** Whether a call runs once, and is not itself what is connected to an emulator. */
function isAlone({ connects }: WebDatabase, { file, node }: FirestoreStart): boolean {
  const isConnected = connects.some(
    (connect) =>
      connect.file === file && connect.node.start < node.start && node.end < connect.node.end,
  );
  return runsOnce(file, node) && !isConnected;
}

const PAST_THE_GATEWAY =
  "connectFirestoreEmulator leads past the gateway: remove it, and set host for the emulators";
const SEVERAL_SETTINGS =
  "the database is initialized at several places: leave one of them, and the others getFirestore()";

function settingsText({ changes }: WebRoute, start: FirestoreStart): string {
  const { settings } = startArguments(start);
  if (settings === undefined) return "";
  return changes
    .of(start.file)
    .edit.source(initializerOf(start.file, unwrap(settings)) ?? settings);
}

function hasHost(route: WebRoute, start: FirestoreStart): boolean {
  return /\bhost["']?\s*[:,}]/.test(settingsText(route, start));
}

function isMoved(route: WebRoute, start: FirestoreStart): boolean {
  return new RegExp(`/${route.address.functionName}["'\`]`).test(settingsText(route, start));
}

/** Whether a database with a host of its own goes to the gateway: before, or from now on. */
function settleHost(route: WebRoute, start: FirestoreStart): boolean {
  const { changes, address } = route;
  const { file, node } = start;
  if (isMoved(route, start)) {
    changes.keep(file, node);
    return true;
  }
  const { settings } = startArguments(start);
  const hosts = settings && firestoreHosts(file, settings);
  if (hosts === undefined) {
    changes.leave(file, node, "it has a host of its own");
    return false;
  }
  const project = projectPart(route, start);
  if (project === undefined) return false;
  replaceHosts(changes.of(file).edit, hosts, { address, project });
  changes.move(file, node);
  return true;
}

/** `getFirestore(app)` becomes `initializeFirestore(app, {host, ssl})`; settings get both. */
function initializeInPlace(
  route: WebRoute,
  { gets, connects }: WebDatabase,
  start: FirestoreStart,
): void {
  const { file, node, origin } = start;
  const { edit, imports } = route.changes.of(file);
  const { app, settings, database } = startArguments(start);
  const statement = statementOf(file, node);
  const project = projectPart(route, start);
  if (project === undefined) return;
  const target = { file, offset: statement.start };
  const emulator = foldConnects(route.changes, connects, target);
  if (emulator === "left") return;
  const { address } = route;
  const indent = edit.indentAt(statement.start);
  const step = edit.indent;
  if (settings !== undefined) {
    const before = `${edit.indentAt(settings.start)}${step}`;
    const more = hostProperties(edit, { address, project, emulator, indent: before });
    addProperties(edit, settings, more);
  } else {
    const own = hostProperties(edit, { address, project, emulator, indent: `${indent}${step}` });
    const appText =
      app === undefined
        ? `${imports.local(appModule(origin.module), "getApp")}()`
        : edit.source(app);
    const last = database === undefined ? "" : `, ${edit.source(database)}`;
    renameCallee(route, start);
    const [from, to] = [edit.text.indexOf("(", node.callee.end), node.end];
    edit.replace(
      { ...node, start: from, end: to },
      `(${appText}, ${objectText(own, indent, step)}${last})`,
    );
  }
  for (const each of new Set([start, ...gets])) route.changes.move(each.file, each.node);
}

/** The function that is called is `initializeFirestore` of the same module. */
function renameCallee({ changes }: WebRoute, { file, node, origin }: FirestoreStart): void {
  const { edit, imports } = changes.of(file);
  const callee = unwrap(node.callee);
  if (callee.type === "MemberExpression") {
    edit.replace(
      callee.property,
      callee.computed ? `${edit.quote}initializeFirestore${edit.quote}` : "initializeFirestore",
    );
    return;
  }
  edit.gone.add(callee);
  edit.replace(callee, imports.local(origin.module, "initializeFirestore"));
}

/** The project's id: the one that was named, or the app's own; undefined where it is left. */
function projectPart(route: WebRoute, start: FirestoreStart): TextPart | undefined {
  const { project } = route.address;
  if (project !== undefined) return project;
  const { file, node, origin } = start;
  const { edit, imports } = route.changes.of(file);
  const { app } = startArguments(start);
  if (app === undefined) {
    return { code: `${imports.local(appModule(origin.module), "getApp")}().options.projectId` };
  }
  const inner = unwrap(app);
  const isGetApp = route.origins.of(file, inner)?.path.at(-1) === "getApp()";
  if (inner.type === "Identifier" || inner.type === "MemberExpression" || isGetApp) {
    return { code: `${edit.source(app)}.options.projectId` };
  }
  route.changes.leave(file, node, "its app has no name here: name the project with --project");
  return undefined;
}
