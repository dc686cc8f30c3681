import type { Node } from "oxc-parser";
import { unwrap } from "../inventory/evaluate/name-of.ts";
import type { SourceFile } from "../inventory/source/source-file.ts";
import { spelledText, startArguments } from "./database-argument.ts";
import { foldConnects } from "./fold-connects.ts";
import { hostProperties } from "./gateway-address.ts";
import { spelled } from "./host-text.ts";
import { appModule, type WebDatabase, type WebRoute } from "./web-route.ts";
import { objectText } from "./settings-text.ts";

/**
 * Where several places get a database: all of them come after `initializeApp`, and get what is
 * initialized right behind it.
 */
export function initializeBehindApp(route: WebRoute, database: WebDatabase): void {
  const { changes, address } = route;
  const app = onlyApp(route);
  if (typeof app === "string") {
    for (const { file, node } of database.gets) changes.leave(file, node, app);
    return;
  }
  const { file, statement, name } = app;
  const [get] = database.gets;
  if (get === undefined) return;
  const { database: id } = startArguments(get);
  const spelledId = id && spelledText(get.file, id);
  if (id !== undefined && spelledId === undefined) {
    changes.leave(get.file, get.node, "the name of its database is not spelled here");
    return;
  }
  const emulator = foldConnects(changes, database.connects, { file, offset: statement.end });
  if (emulator === "left") return;
  const { edit, imports } = changes.of(file);
  const appText = name ?? `${imports.local(appModule(get.origin.module), "getApp")}()`;
  const project = address.project ?? { code: `${appText}.options.projectId` };
  const indent = edit.indentAt(statement.start);
  const properties = hostProperties(edit, {
    address,
    project,
    emulator,
    indent: indent + edit.indent,
  });
  const last = spelledId === undefined ? "" : `, ${spelled([spelledId], edit.quote)}`;
  const initialize = imports.local(get.origin.module, "initializeFirestore");
  const settings = objectText(properties, indent, edit.indent);
  const call = `${initialize}(${appText}, ${settings}${last})${edit.semicolon}`;
  edit.insert(statement.end, `\n${indent}${call}`);
  for (const { file: place, node } of database.gets) changes.move(place, node);
}

interface NamedApp {
  readonly file: SourceFile;
  readonly statement: Node;
  /** Undefined where it is the default app and has no name. */
  readonly name: string | undefined;
}

/** The one app of the service, and where it is initialized; a sentence where that is not to be told. */
function onlyApp({ apps }: WebRoute): NamedApp | string {
  const [app, ...others] = apps;
  if (app === undefined) {
    return "several places get the database, and none here initializes the app: begin the database at one place, and import it from there";
  }
  if (others.length > 0) return "several places get the database, and there are several apps";
  const { file, node } = app;
  const declarator = file.parents.get(node);
  const parent = declarator && file.parents.get(declarator);
  if (node.arguments.length < 2 && declarator?.type === "ExpressionStatement") {
    if (parent?.type === "Program") return { file, statement: declarator, name: undefined };
  }
  const isNamed =
    declarator?.type === "VariableDeclarator" &&
    declarator.init !== null &&
    unwrap(declarator.init) === node &&
    declarator.id.type === "Identifier";
  const above = parent && file.parents.get(parent);
  const statement = above?.type === "ExportNamedDeclaration" ? above : parent;
  if (!isNamed || statement === undefined || file.parents.get(statement)?.type !== "Program") {
    return "several places get the database, and the app is not initialized by a statement of its own file";
  }
  const name = declarator.id.type === "Identifier" ? declarator.id.name : undefined;
  return { file, statement, name };
}
