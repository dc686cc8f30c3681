import type { Registry } from "../collection/registry.ts";
import type { Root } from "../documents/codec.ts";
import { invalidRequest } from "../errors/error.ts";
import { readText } from "./message.ts";
import { at, invalidAt } from "./place.ts";
import type { RestMethod } from "./rest-method.ts";
import { DOCUMENTS_AT, type Route } from "./route.ts";

/** The database that a gateway answers for first. */
export interface DatabaseName {
  readonly projectId: string;
  readonly databaseId: string;
}

/** What a request's URL leads to, and all that its method answers it with. */
export interface Target {
  /** The id of a database that is not the gateway's own. */
  readonly database?: string | undefined;
  readonly root: Root;
  readonly collections: Registry;
  /**
   * The path below `documents`, decoded; "" for the root.
   *
   * @throws GatewayError INVALID_REQUEST where the URL is of another project, or can't be decoded
   */
  readonly path: () => string;
  /** @throws GatewayError INVALID_REQUEST for a parameter that is not known */
  readonly parameters: <Name extends string>(names: readonly Name[]) => Parameters<Name>;
  /**
   * Sends elements of an answer that is an array before its end.
   *
   * @returns false where nobody takes them any more
   */
  readonly send: (elements: readonly object[]) => Promise<boolean>;
  /**
   * Answers a further commit of the same request, as a call of its own.
   *
   * @throws GatewayError
   */
  readonly answerFurther: (commit: RestMethod, data: object) => Promise<unknown>;
}

/** The parameters of a URL, each as often as it was given. */
export type Parameters<Name extends string> = Readonly<Partial<Record<Name, readonly string[]>>>;

/** Parameters of every Google API: an API key counts for nothing, and answers have one form. */
const EVERYWHERE: ReadonlySet<string> = new Set([
  "key",
  "$alt",
  "alt",
  "prettyPrint",
  "$prettyPrint",
]);

export function rootOf({ projectId, databaseId }: DatabaseName): Root {
  return `projects/${projectId}/databases/${databaseId}/documents/`;
}

/** The id of the database that the URL names, which may be none that is declared. */
export function databaseIn({ segments }: Route): string | undefined {
  try {
    return decodeURIComponent(segments[DATABASE_AT] ?? "");
  } catch {
    return undefined;
  }
}

/** `projects/{project}/databases/{database}`. */
const DATABASE_AT = 3;

/** The path below `documents`, decoded. @throws GatewayError INVALID_REQUEST */
export function pathIn({ segments }: Route, root: Root): string {
  const decoded = segments.map(decodeSegment);
  const name = `${decoded.slice(0, DOCUMENTS_AT + 1).join("/")}/`;
  if (name !== root) {
    throw invalidRequest("name", `must start with ${root}, which this gateway answers for`);
  }
  const below = decoded.slice(DOCUMENTS_AT + 1);
  if (below.some((segment) => segment.includes("/"))) {
    throw invalidRequest("name", "an id must not contain a slash");
  }
  return below.join("/");
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw invalidRequest("name", "must be percent-encoded UTF-8");
  }
}

/** @throws GatewayError INVALID_REQUEST for a parameter that is not among the names */
export function parametersIn<Name extends string>(
  { query }: Route,
  names: readonly Name[],
): Parameters<Name> {
  const found: Partial<Record<Name, string[]>> = {};
  for (const [key, value] of new URLSearchParams(query)) {
    if (EVERYWHERE.has(key)) continue;
    const name = names.find((one) => one === key);
    if (name === undefined) throw invalidAt({ step: key }, "is not known; remove it");
    (found[name] ??= []).push(value);
  }
  return found;
}

/** Checks the name of the database that some clients put into the body too. @throws GatewayError INVALID_REQUEST */
export function checkDatabase(sent: unknown, { root }: Target): void {
  if (sent === undefined) return;
  const expected = root.slice(0, -"/documents/".length);
  if (readText(sent, at(undefined, "database")) === expected) return;
  throw invalidRequest("database", `must be ${expected}, which this gateway answers for`);
}

/** Checks the name of the parent that some clients put into the body too. @throws GatewayError INVALID_REQUEST */
export function checkParent(sent: unknown, { root, path }: Target): void {
  if (sent === undefined) return;
  const expected = (root + path()).replace(/\/$/, "");
  if (readText(sent, at(undefined, "parent")) === expected) return;
  throw invalidRequest("parent", "must be as in the URL");
}
