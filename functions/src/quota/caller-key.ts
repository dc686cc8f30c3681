import { createHash } from "node:crypto";

/** Who a caller is, for its quota: a service is its name, whichever account carries its tokens. */
export type Identity =
  | { readonly kind: "user"; readonly uid: string }
  | { readonly kind: "service"; readonly service: string }
  | { readonly kind: "anonymous"; readonly app: string | null };

/**
 * The id of a caller's record: its kind, and a hash of who it is. No text of a caller's choice
 * gets into it, and two callers never share one.
 *
 * @param address - Where a caller without a token calls from.
 */
export function callerKey(caller: Identity, address = ""): string {
  switch (caller.kind) {
    case "user":
      return `user-${sha256(caller.uid)}`;
    case "service":
      return `service-${sha256(caller.service)}`;
    case "anonymous":
      return `anonymous-${sha256(JSON.stringify([caller.app, address]))}`;
  }
}

/** Of the UTF-16 code units: in UTF-8, all lone surrogates would be one. */
function sha256(identity: string): string {
  return createHash("sha256").update(Buffer.from(identity, "utf16le")).digest("base64url");
}
