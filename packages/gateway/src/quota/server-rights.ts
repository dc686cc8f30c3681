import type { Caller } from "../caller/caller.ts";

/** What Firestore keeps for servers, as far as a tier lets its callers. */
export interface ServerRights {
  /**
   * Most transactions that lock what they read which a caller may have open at once on one instance:
   * a whole number, 0 for none. @default 500 for services, 0 for all others
   */
  readonly lockingTransactions?: number;
  /**
   * Whether a caller may read documents as they were at an earlier time, and so what policies hide
   * and others have deleted since. @default true for services, false for all others
   */
  readonly pastReads?: boolean;
}

const SERVICE: Required<ServerRights> = { lockingTransactions: 500, pastReads: true };
const OTHERS: Required<ServerRights> = { lockingTransactions: 0, pastReads: false };

/** The rights by which a caller is judged. */
export function serverRights(
  { lockingTransactions, pastReads }: ServerRights,
  { kind }: Caller,
): Required<ServerRights> {
  const usual = kind === "service" ? SERVICE : OTHERS;
  return {
    lockingTransactions: lockingTransactions ?? usual.lockingTransactions,
    pastReads: pastReads ?? usual.pastReads,
  };
}

/** @throws RangeError for a number of transactions that is none */
export function checkServerRights(tier: string, { lockingTransactions = 0 }: ServerRights): void {
  if (Number.isSafeInteger(lockingTransactions) && lockingTransactions >= 0) return;
  throw new RangeError(
    `lockingTransactions of the tier "${tier}" must be a whole number, 0 or more, not ${String(lockingTransactions)}.`,
  );
}
