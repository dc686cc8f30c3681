import { createHash } from "node:crypto";
import type { Caller } from "../contract/caller.ts";

/**
 * The id of a caller's record: its kind, and a hash of who it is. No text of a caller's choice
 * gets into it, and two callers never share one.
 *
 * A service is its name, whichever account carries its tokens.
 */
export function callerKey(caller: Caller, address = ""): string {
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
