import { writeLogEntry } from "../log/write-log-entry.ts";
import type { TokenClaim } from "./read-claims.ts";

/** The claims that this instance has told of. */
const told = new Set<TokenClaim>();

/**
 * A line for the first token on this instance whose claim is of another form: what issues tokens is
 * to be mended. Neither what the claim holds nor whose it is, and no second line: callers can't
 * fill the log.
 */
export function logMalformedClaim(claim: TokenClaim, expected: string): void {
  if (told.has(claim)) return;
  told.add(claim);
  const message = `claim ${claim} malformed`;
  writeLogEntry({ severity: "WARNING", message, claim, expected, countsAs: "absent" });
}
