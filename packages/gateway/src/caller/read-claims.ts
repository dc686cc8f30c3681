import type { Caller } from "./caller.ts";

/** Most teams of a caller: what one `in` filter of Firestore takes. */
export const MAX_TEAMS = 30;

/** The claims of ours, and the form that each must have. */
const CLAIMS = {
  admin: "true or false",
  roles: "a list of names",
  teams: `a list of at most ${String(MAX_TEAMS)} names`,
  service: "the service's name, not empty",
} as const;

export type TokenClaim = keyof typeof CLAIMS;

/** What the claims of a token give its caller. */
export interface Claimed extends Pick<Caller, "admin" | "roles" | "teams"> {
  /** The service's name; undefined for an end user. */
  readonly service: string | undefined;
}

/**
 * What a token's claims say of its caller. A claim of another form says nothing: it gives no right,
 * and takes away none that everybody has.
 *
 * @param onMalformed is told of each claim of another form, and what its form must be
 */
export function readClaims(
  token: Readonly<Record<string, unknown>>,
  onMalformed: (claim: TokenClaim, expected: string) => void,
): Claimed {
  const read = <T>(
    claim: TokenClaim,
    isWellFormed: (value: unknown) => value is T,
  ): T | undefined => {
    const value = token[claim] ?? undefined;
    if (value === undefined || isWellFormed(value)) return value;
    onMalformed(claim, CLAIMS[claim]);
    return undefined;
  };
  return {
    admin: read("admin", isBoolean) ?? false,
    roles: read("roles", isNames) ?? [],
    teams: read("teams", isTeams) ?? [],
    service: read("service", isName),
  };
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isTeams(value: unknown): value is readonly string[] {
  return isNames(value) && value.length <= MAX_TEAMS;
}
