import type { Limit } from "../limit.ts";
import { later } from "../moment.ts";
import type { Snapshot } from "../store/quota-store.ts";
import { bucketAt, type Account } from "./account.ts";
import type { Lease } from "./lease.ts";
import { LEASE_MS } from "./share.ts";

/** What a quiet caller's call has given back is worth a write if it is this part of a limit, */
const WORTH_A_WRITE = 1 / 8;
/** or of a limit that has less than this part left, if it is more than what comes by itself in a lease's time. */
const SCARCE = 1 / 2;
const MS_PER_MINUTE = 60_000;

/**
 * Whether a lease holds so much of a limit that it should go back at once. What is left in leases
 * when they end may be lost, and of a window that hardly refills, it would add up.
 */
export function isLeftOver(
  { lease, known }: { readonly lease: Lease; readonly known: Snapshot<Account> | undefined },
  limit: Limit,
  nowMs: number,
): boolean {
  const { name, capacity, refillPerMinute } = limit;
  const tokens = lease.tokens(name, nowMs);
  if (tokens > capacity * WORTH_A_WRITE) return true;
  if (known === undefined || tokens <= (refillPerMinute * LEASE_MS) / MS_PER_MINUTE) return false;
  const { nowMs: serverMs } = later(known.moment, nowMs);
  return bucketAt(known.state, limit, serverMs).tokens < capacity * SCARCE;
}
