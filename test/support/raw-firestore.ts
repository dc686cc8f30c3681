import { emulators } from "./emulators.ts";

/** A document as Firestore's REST API has it. */
export interface RawDocument {
  readonly name: string;
  readonly fields?: Readonly<Record<string, RawValue>>;
  readonly createTime: string;
  readonly updateTime: string;
}

/** A value as Firestore's REST API has it: `{ stringValue: "Ada" }`, `{ integerValue: "36" }`. */
export type RawValue = Readonly<Record<string, unknown>>;

/**
 * The database behind the gateway's back: past the rules, past every policy and quota. For what a
 * test needs to be there, and for what it finds.
 */
export const rawFirestore = {
  async get(path: string): Promise<RawDocument | null> {
    const response = await send("GET", documentUrl(path));
    return response.status === 404 ? null : ((await parsed(response)) as RawDocument);
  },

  /** Replaces the whole document. */
  async set(path: string, fields: Readonly<Record<string, RawValue>>): Promise<RawDocument> {
    const response = await send("PATCH", documentUrl(path), { fields });
    return (await parsed(response)) as RawDocument;
  },

  async delete(path: string): Promise<void> {
    await parsed(await send("DELETE", documentUrl(path)));
  },

  /** The documents of one collection, at most 300. */
  async list(collection: string): Promise<readonly RawDocument[]> {
    const response = await send("GET", `${documentUrl(collection)}?pageSize=300`);
    return ((await parsed(response)) as { documents?: RawDocument[] }).documents ?? [];
  },

  /** Deletes a collection and all that is below its documents, whoever's it was. */
  async clear(collection: string): Promise<void> {
    await parsed(await send("DELETE", documentUrl(collection).replace("/v1/", "/emulator/v1/")));
  },
};

function documentUrl(path: string): string {
  const segments = path.split("/").map(encodeURIComponent).join("/");
  const database = `projects/${emulators.project}/databases/(default)/documents`;
  return `http://${emulators.firestore}/v1/${database}/${segments}`;
}

/** The emulator takes the bearer `owner` for a service account. */
function send(method: string, url: string, body?: object): Promise<Response> {
  return fetch(url, {
    method,
    headers: { authorization: "Bearer owner", "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function parsed(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw new Error(`Firestore answered ${String(response.status)}: ${text}`);
  return JSON.parse(text);
}
