import type { Limit } from "../limit.ts";
import type { Loss } from "./room-history.ts";

/** What was left of a lease when it ended: tokens that nobody has spent, which only the holder knows. */
export interface EndedLease {
  /** When it ended for others: milliseconds since 1970, by the database's clock. */
  readonly expiresAtMs: number;
  /** By the name of the limit. */
  readonly tokens: Readonly<Record<string, number>>;
  /** The refill for which it had no room, by the name of the limit, the latest first. */
  readonly lost: Readonly<Record<string, readonly Loss[]>>;
  /** The whole limits of which it was leased. */
  readonly limits: readonly Limit[];
}

/** What an ended lease has lost of a limit, the latest first: until its end, its capacity had room for what was left. @param limit - The whole limit; nothing is to come back where it was changed since. */
export function lossesOf(ended: EndedLease, limit: Limit): readonly Loss[] {
  const { name } = limit;
  const was = ended.limits.find((of) => of.name === name);
  const isSame = was?.capacity === limit.capacity && was.refillPerMinute === limit.refillPerMinute;
  if (!isSame) return [];
  const left = { atMs: ended.expiresAtMs, tokens: ended.tokens[name] ?? 0 };
  return [left, ...(ended.lost[name] ?? [])];
}
