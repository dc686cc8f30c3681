import * as z from "zod";
import { PlainError } from "../../command/plain-error.ts";

/** Of an entry of the Data Access audit log, as `gcloud logging read --format=json` prints it. */
const ENTRY = z.object({
  timestamp: z.iso.datetime({ offset: true }),
  protoPayload: z.looseObject({
    serviceName: z.string(),
    methodName: z.string(),
    authenticationInfo: z.optional(z.looseObject({ principalEmail: z.optional(z.string()) })),
  }),
});

/** One access to Firestore that did not go through the gateway. */
export interface DirectAccess {
  readonly at: string;
  readonly method: string;
  /** The account of a server; undefined for what the log does not name, as users of apps. */
  readonly principal: string | undefined;
  /** Those that the entry names, as `users/{id}/notes`; empty where it names none: any may be meant. */
  readonly collections: readonly string[];
  /** The ids of collection groups that it names. */
  readonly groups: readonly string[];
}

/** What an exported log holds. */
export interface AuditLog {
  readonly direct: readonly DirectAccess[];
  /** Entries of the gateway itself. */
  readonly ofGateway: number;
}

const NAME = /^projects\/[^/]+\/databases\/[^/]+\/documents(?:\/(.+))?$/;

/** @throws PlainError for what is no exported log */
export function readAuditLog(text: string, file: string, gatewayAccount?: string): AuditLog {
  const entries = parsed(text, file).filter(
    ({ protoPayload: { serviceName } }) => serviceName === "firestore.googleapis.com",
  );
  const isGateways = (principal: string | undefined): boolean =>
    principal !== undefined && principal === gatewayAccount;
  const accesses = entries.map(accessOf);
  return {
    direct: accesses.filter(({ principal }) => !isGateways(principal)),
    ofGateway: accesses.filter(({ principal }) => isGateways(principal)).length,
  };
}

function parsed(text: string, file: string): readonly z.output<typeof ENTRY>[] {
  try {
    return z.array(ENTRY).parse(entriesOf(text));
  } catch (cause) {
    throw new PlainError(
      `${file} is no exported audit log: an array of entries, as gcloud logging read --format=json prints it, or one a line.`,
      { cause },
    );
  }
}

/** An array, or lines of JSON, as sinks write them. */
function entriesOf(text: string): unknown {
  if (!text.trimStart().startsWith("{")) return JSON.parse(text);
  return text
    .split("\n")
    .flatMap((line) => (line.trim() === "" ? [] : [JSON.parse(line) as unknown]));
}

function accessOf({ timestamp, protoPayload }: z.output<typeof ENTRY>): DirectAccess {
  const { methodName, authenticationInfo } = protoPayload;
  const collections = new Set<string>();
  const groups = new Set<string>();
  collect(protoPayload, "", { collections, groups });
  return {
    at: timestamp,
    method: methodName.split(".").at(-1) ?? methodName,
    principal: authenticationInfo?.principalEmail,
    collections: [...collections],
    groups: [...groups],
  };
}

interface Named {
  readonly collections: Set<string>;
  readonly groups: Set<string>;
}

/** Documents that are named anywhere in the entry, and collections that its queries are from. */
function collect(value: unknown, parent: string, named: Named): void {
  if (typeof value === "string") {
    const path = NAME.exec(value)?.[1]?.split("/") ?? [];
    if (path.length >= 2)
      named.collections.add(pattern(path.slice(0, path.length - 1 + (path.length % 2))));
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const own = value as Readonly<Record<string, unknown>>;
  const at = typeof own["parent"] === "string" ? own["parent"] : parent;
  if (typeof own["collectionId"] === "string") {
    const above = NAME.exec(at)?.[1]?.split("/") ?? [];
    if (own["allDescendants"] === true) named.groups.add(own["collectionId"]);
    else named.collections.add(pattern([...above, own["collectionId"]]));
  }
  for (const [key, inner] of Object.entries(own)) {
    if (key !== "parent") collect(inner, at, named);
  }
}

function pattern(segments: readonly string[]): string {
  return segments.map((segment, index) => (index % 2 === 1 ? "{id}" : segment)).join("/");
}
