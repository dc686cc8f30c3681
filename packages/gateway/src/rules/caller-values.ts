import type { Caller, Claims } from "../caller/caller.ts";
import type { Fields, Value } from "../values/value.ts";

/** `request.auth.uid`: of the end user who calls. */
export function uidOf(caller: Caller): string | undefined {
  return caller.kind === "user" ? caller.uid : undefined;
}

/** `request.auth.token`: the claims of the end user who calls. */
export function claimsOf(caller: Caller): Fields | undefined {
  if (caller.kind !== "user") return undefined;
  const claims: Claims = caller.claims ?? {};
  // Claims are JSON, and of a document's values those that JSON has are JSON.
  return claims as Readonly<Record<string, Value>>;
}
