import type { Node } from "oxc-parser";
import { keyName, unwrap } from "../inventory/evaluate/name-of.ts";
import { initializerOf } from "./database-argument.ts";
import type { FileEdit } from "./file-edit.ts";

/** What the settings of a server's database say that the gateway's client is told too. */
export interface ServiceSettings {
  /** Source text. */
  readonly projectId?: string;
  readonly databaseId?: Node;
  readonly ignoreUndefinedProperties?: string;
}

/** What means nothing to a client that sends REST to one function. */
const MEANINGLESS = new Set(["preferRest", "maxIdleChannels", "timestampsInSnapshots", "libName"]);

const CREDENTIALS = new Set([
  "keyFilename",
  "keyFile",
  "credentials",
  "authClient",
  "auth",
  "sslCreds",
]);

/** What a settings object says; a sentence where the gateway's client can't be told so. */
export function serviceSettings(
  edit: FileEdit,
  settings: Node | undefined,
): ServiceSettings | string {
  if (settings === undefined) return {};
  const inner = initializerOf(edit.file, unwrap(settings)) ?? unwrap(settings);
  if (inner.type !== "ObjectExpression") return "its settings are not spelled here";
  const known: { -readonly [Key in keyof ServiceSettings]: ServiceSettings[Key] } = {};
  for (const property of inner.properties) {
    if (property.type !== "Property") return "its settings are not spelled here";
    const name = keyName(property.key, property.computed) ?? "";
    const value = property.shorthand ? name : edit.source(property.value);
    if (name === "projectId" || name === "ignoreUndefinedProperties") known[name] = value;
    else if (name === "databaseId") known.databaseId = property.value;
    else if (CREDENTIALS.has(name)) {
      return `it has credentials of its own (${name}): let the service run as its account, or give customToken to serviceFirestore`;
    } else if (!MEANINGLESS.has(name)) {
      return `its setting ${name === "" ? "of a computed name" : name} has no like: take it away, or write serviceFirestore by hand`;
    }
  }
  return known;
}
