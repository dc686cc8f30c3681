import type { LoadRequest } from "../load/load-generator.ts";
import { sampleDocument, uidOf } from "../sample-document.ts";
import { APP_ID, MASTER_KEY } from "./parse-server.ts";

const CLASS = "Open";

/** The requests that ask of Parse Server what the bench's calls ask of the gateway. */
export interface ParseRequests {
  /** Each of another object. */
  readonly gets: readonly LoadRequest[];
  readonly creates: readonly LoadRequest[];
}

/**
 * Makes a class, which is open to everybody by default, users, and objects like the bench's documents.
 *
 * @param url of Parse Server, without a path
 */
export async function layOutObjects(url: string, objects: number): Promise<ParseRequests> {
  const origin = new URL(url).origin;
  const ask = (path: string, body: object, headers: object) =>
    send(`${origin}/parse/${path}`, body, headers);
  const types = { fields: fieldTypes() };
  await ask(`schemas/${CLASS}`, types, { "x-parse-master-key": MASTER_KEY });
  const sessions = new Map<string, string>();
  const gets: LoadRequest[] = [];
  const creates: LoadRequest[] = [];
  for (let number = 0; number < objects; number += 1) {
    const username = uidOf(number);
    const session =
      sessions.get(username) ??
      (await ask("users", { username, password: username }, {}))["sessionToken"];
    sessions.set(username, session ?? "");
    const own = { "x-parse-session-token": session ?? "" };
    const { objectId = "" } = await ask(`classes/${CLASS}`, sampleDocument(number), own);
    const headers = { ...HEADERS, ...own };
    gets.push({ method: "GET", path: `/parse/classes/${CLASS}/${objectId}`, headers });
    const body = JSON.stringify(sampleDocument(number));
    creates.push({ method: "POST", path: `/parse/classes/${CLASS}`, headers, body });
  }
  return { gets, creates };
}

const HEADERS = { "x-parse-application-id": APP_ID, "content-type": "application/json" };

const TYPES: Readonly<Record<string, string>> = {
  string: "String",
  number: "Number",
  boolean: "Boolean",
  object: "Object",
};

function fieldTypes(): Readonly<Record<string, { type: string }>> {
  const types = Object.entries(sampleDocument(0)).map(([name, value]) => {
    const type = Array.isArray(value) ? "Array" : (TYPES[typeof value] ?? "Object");
    return [name, { type }] as const;
  });
  return Object.fromEntries(types);
}

async function send(
  url: string,
  body: object,
  headers: object,
): Promise<Readonly<Record<string, string>>> {
  const response = await fetch(url, {
    method: "POST",
    headers: { ...HEADERS, ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${await response.text()}`);
  return (await response.json()) as Record<string, string>;
}
