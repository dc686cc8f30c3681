import { createHmac, hash } from "node:crypto";

/** Whose quota it is. A service is known by its name, whichever account carries its tokens. */
export type Identity =
  | { readonly kind: "user"; readonly uid: string }
  | { readonly kind: "service"; readonly service: string }
  | { readonly kind: "anonymous"; readonly app: string | null };

/** What anonymous callers of one app are told apart by. */
export interface AnonymousOrigin {
  /** The client's address, as clientAddress gives it. */
  readonly address?: string;
  /** The key of the hash, without which an address could be found by trying all of them. */
  readonly secret?: Uint8Array;
}

/**
 * The id of a caller's record: its kind, and a hash of who it is. No text of a caller's choice
 * gets into it, and two callers never share one.
 */
export function callerKey(
  caller: Identity,
  { address = "", secret }: AnonymousOrigin = {},
): string {
  switch (caller.kind) {
    case "user":
      return `user-${digest(caller.uid)}`;
    case "service":
      return `service-${digest(caller.service)}`;
    case "anonymous":
      return `anonymous-${digest(JSON.stringify([caller.app, address]), secret)}`;
  }
}

/** Hashes the UTF-16 code units, as in UTF-8 all lone surrogates would be the same. */
function digest(identity: string, secret?: Uint8Array): string {
  const units = Buffer.from(identity, "utf16le");
  if (secret === undefined) return hash("sha256", units, "base64url");
  return createHmac("sha256", secret).update(units).digest("base64url");
}
