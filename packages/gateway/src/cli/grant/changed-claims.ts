import { MAX_TEAMS, readClaims } from "../../caller/read-claims.ts";
import type { Claims } from "../../caller/caller.ts";
import { PlainError } from "../command/plain-error.ts";
import type { Rights } from "./rights.ts";

/**
 * Most bytes of an account's custom claims as JSON.
 * @see https://firebase.google.com/docs/auth/admin/custom-claims
 */
const MAX_CLAIMS_BYTES = 1_000;

export type RightsChange = "grant" | "revoke";

/**
 * What an account's custom claims give at the gateway.
 *
 * @throws PlainError where a claim of ours has another form: something else may go by it
 */
export function rightsOf(claims: Claims): Rights {
  const { admin, roles, teams } = readClaims(claims, (claim, expected) => {
    throw new PlainError(
      `The account's claim ${claim} is ${JSON.stringify(claims[claim])}, where the gateway takes ${expected}, ` +
        "so it gives no right. Something else may go by it, so it was left as it is: change it with the Admin SDK first.",
    );
  });
  return { admin, roles, teams };
}

/**
 * An account's custom claims, all of them, after rights were given or taken. What is none of ours
 * stays, and a claim that gives nothing any more is gone.
 *
 * @throws PlainError where a claim of ours has another form, or Firebase or the gateway takes no more
 */
export function changedClaims(claims: Claims, change: RightsChange, rights: Rights): Claims {
  const before = rightsOf(claims);
  const names = (had: readonly string[], named: readonly string[]) =>
    change === "grant"
      ? [...new Set([...had, ...named])]
      : had.filter((name) => !named.includes(name));
  const admin = rights.admin ? change === "grant" : before.admin;
  const roles = names(before.roles, rights.roles);
  const teams = names(before.teams, rights.teams);
  const { admin: _admin, roles: _roles, teams: _teams, ...others } = claims;
  const after = {
    ...others,
    ...(admin && { admin }),
    ...(roles.length > 0 && { roles }),
    ...(teams.length > 0 && { teams }),
  };
  check(after, teams);
  return after;
}

function check(claims: Claims, teams: readonly string[]): void {
  if (teams.length > MAX_TEAMS) {
    throw new PlainError(
      `The account would have ${String(teams.length)} teams, and the gateway takes ${String(MAX_TEAMS)}: revoke some first.`,
    );
  }
  const bytes = Buffer.byteLength(JSON.stringify(claims));
  if (bytes <= MAX_CLAIMS_BYTES) return;
  throw new PlainError(
    `The account's claims would be ${String(bytes)} bytes, and Firebase takes ${String(MAX_CLAIMS_BYTES)}: revoke some first.`,
  );
}
