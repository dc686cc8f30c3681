import { createHash, createHmac } from "node:crypto";

/** Who a caller is, for its quota: a service is its name, whichever account carries its tokens. */
export type Identity =
  | { readonly kind: "user"; readonly uid: string }
  | { readonly kind: "service"; readonly service: string }
  | { readonly kind: "anonymous"; readonly app: string | null };

/** What an anonymous caller is known by besides its app. */
export interface Whereabouts {
  /** The client's address, from clientAddress. */
  readonly address?: string;
  /** Keeps addresses from being found out by trying them all. */
  readonly secret?: Uint8Array;
}

/**
 * The id of a caller's record: its kind, and a hash of who it is. No text of a caller's choice
 * gets into it, and two callers never share one.
 */
export function callerKey(caller: Identity, { address = "", secret }: Whereabouts = {}): string {
  switch (caller.kind) {
    case "user":
      return `user-${hash(caller.uid)}`;
    case "service":
      return `service-${hash(caller.service)}`;
    case "anonymous":
      return `anonymous-${hash(JSON.stringify([caller.app, address]), secret)}`;
  }
}

/** A hash of the UTF-16 code units: in UTF-8, all lone surrogates would be one. */
function hash(identity: string, secret?: Uint8Array): string {
  const hashing = secret === undefined ? createHash("sha256") : createHmac("sha256", secret);
  return hashing.update(Buffer.from(identity, "utf16le")).digest("base64url");
}
