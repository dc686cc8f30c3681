import { Readable } from "node:stream";

export interface DoorAuthOptions {
  /** Where the function `database` answers. */
  readonly url: string;
  readonly idToken: () => Promise<string>;
  readonly appCheckToken: (() => Promise<string>) | undefined;
}

/** An answer of the gateway's, as Google's client library reads it. */
export interface DoorAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readable | null;
  readonly arrayBuffer: () => Promise<ArrayBuffer>;
}

/** Credentials in the form of Google's client library. */
export interface DoorAuth {
  readonly universeDomain: string;
  readonly getClient: () => Promise<DoorAuth>;
  readonly getRequestHeaders: () => Promise<Headers>;
  readonly getUniverseDomain: () => Promise<string>;
  fetch(sent: string, init: RequestInit): Promise<DoorAnswer>;
}

/** The header in which a commit's request id comes here; it leaves in the URL. */
export const REQUEST_ID = "x-request-id";

/**
 * What Google's client library takes for its credentials: it sends each request, to the gateway in
 * place of Firestore, with the service's own tokens. The library sends by `fetch`, and reads what
 * streams from a stream of Node's.
 */
export function doorAuth({ url, idToken, appCheckToken }: DoorAuthOptions): DoorAuth {
  const door = url.replace(/\/$/, "");
  const auth: DoorAuth = {
    universeDomain: "googleapis.com",
    getClient: () => Promise.resolve(auth),
    getRequestHeaders: () => Promise.resolve(new Headers()),
    getUniverseDomain: () => Promise.resolve("googleapis.com"),
    async fetch(sent: string, { headers, body, method, signal }: RequestInit) {
      const { pathname, search } = new URL(sent);
      const own = new Headers(headers);
      own.set("authorization", `Bearer ${await idToken()}`);
      if (appCheckToken !== undefined) own.set("x-firebase-appcheck", await appCheckToken());
      const requestId = own.get(REQUEST_ID);
      own.delete(REQUEST_ID);
      const named = requestId !== null && !(await isOfTransaction(body));
      const query = named ? `${search === "" ? "?" : `${search}&`}requestId=${requestId}` : search;
      const request = { headers: own, ...(body && { body }), ...(method && { method }) };
      const response = await fetch(`${door}${pathname}${query}`, {
        ...request,
        ...(signal && { signal }),
      });
      return {
        ok: response.ok,
        status: response.status,
        headers: response.headers,
        arrayBuffer: () => response.arrayBuffer(),
        get body() {
          return response.body && Readable.fromWeb(response.body as never);
        },
      };
    },
  };
  return auth;
}

/** A commit of a transaction takes no request id: Firestore's own id of it is good once. */
async function isOfTransaction(body: RequestInit["body"]): Promise<boolean> {
  const sent: unknown = await new Response(body ?? "{}").json();
  const { transaction = "" } = sent as { readonly transaction?: string };
  return transaction !== "";
}
