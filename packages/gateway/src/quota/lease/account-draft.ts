import { bucketAt, limitsIn, roomsSince, type Account, type StoredBucket } from "./account.ts";
import type { Limit } from "../limit.ts";
import type { Moment } from "../moment.ts";
import type { HeldPart, RenewalRequest } from "./renewal-request.ts";
import { Contention } from "./contention.ts";
import { creditIn, thinned, withRooms, type Loss, type Room } from "./room-history.ts";
import { take, type Bucket } from "../token-bucket.ts";

/** An account while one instance renews its lease there: its buckets with what the instance has put back. */
export class AccountDraft {
  /** The account as it was before; undefined where there was none. */
  readonly account: Account | undefined;
  /** The limits that apply to the account. */
  readonly limits: readonly Limit[];
  readonly renewal: RenewalRequest;
  /** Milliseconds since 1970, by the database's clock: what is surely refilled counts up to here. */
  readonly nowMs: number;
  /** Whether the database's time is known exactly. Where it is not and nothing is written, the account is read and this is decided again. */
  readonly isOnTime: boolean;
  /** How the instance shares the account with others. */
  readonly contention: Contention;
  /** Whether the lease that the instance believes to hold is in the account. */
  readonly goesOn: boolean;
  /** By the name of the limit. */
  readonly buckets = new Map<string, Bucket>();
  /** The tokens that calls not yet settled may give back, by the name of the limit. */
  readonly reserved = new Map<string, number>();
  /** The fewest tokens that a refused call takes, by the name of the limit for which it was refused. */
  readonly short = new Map<string, number>();
  /** Whether any call was admitted. */
  admitted = false;
  /** Whether a call was refused for tokens that are in the instance's own lease, which can't serve it. */
  leaseIsInTheWay = false;
  /** How much room each bucket had so far, by the name of the limit. */
  readonly #rooms = new Map<string, readonly Room[]>();
  /** The tokens of the buckets before the instance put anything back. */
  readonly #common = new Map<string, number>();

  constructor(account: Account | undefined, renewal: RenewalRequest, moment: Moment) {
    const { nowMs, latestMs } = moment;
    this.account = account;
    this.limits = limitsIn(account, renewal.limits);
    this.renewal = renewal;
    this.nowMs = nowMs;
    this.isOnTime = latestMs === nowMs;
    this.contention = new Contention(account, renewal, nowMs);
    const { own } = this.contention;
    this.goesOn = own !== undefined && own.number === renewal.held?.number;
    for (const limit of this.limits) {
      const { tokens, at } = bucketAt(account, limit, nowMs);
      // Filled up to the earliest time that it may be, and later from the latest: a token is never
      // refilled twice.
      this.buckets.set(limit.name, { tokens, at: Math.max(at, latestMs) });
      const before = account?.buckets[limit.name]?.rooms ?? [];
      this.#rooms.set(limit.name, withRooms(before, roomsSince(account, limit, nowMs), nowMs));
      this.#common.set(limit.name, tokens);
    }
  }

  /** Whether the caller is blocked, so that nothing is admitted or leased. */
  get isBlocked(): boolean {
    return this.account?.override?.blocked === true;
  }

  /** The tokens in the bucket of a limit; below 0, a debt. */
  tokens(limit: Limit): number {
    return this.buckets.get(limit.name)?.tokens ?? 0;
  }

  /** Takes tokens from the bucket of a limit, or puts a negative amount back. */
  take(limit: Limit, amount: number): void {
    const bucket = this.buckets.get(limit.name);
    if (bucket !== undefined) this.buckets.set(limit.name, take(bucket, limit, amount));
  }

  /** Puts what the instance has lost of a limit back, as far as there was room for it since. @returns How many tokens. */
  credit({ name, ...limit }: Limit, losses: readonly Loss[]): number {
    const { tokens, history } = creditIn(this.#rooms.get(name) ?? [], losses);
    this.#rooms.set(name, history);
    this.take({ name, ...limit }, -tokens);
    return tokens;
  }

  /** The buckets as the account is to keep them, by the name of the limit. */
  get stored(): Readonly<Record<string, StoredBucket>> {
    const buckets = [...this.buckets].map(([name, bucket]) => {
      const rooms = thinned(this.#rooms.get(name) ?? []);
      return [name, { ...bucket, ...(rooms.length > 0 && { rooms }) }] as const;
    });
    return Object.fromEntries(buckets);
  }

  /** What the instance still holds of a limit by its lease; undefined without one. */
  heldOf({ name }: Limit): HeldPart | undefined {
    return this.goesOn ? this.renewal.held?.parts[name] : undefined;
  }

  /** The tokens that the instance must leave for others: none of those that it has put back itself. */
  leftForOthers(limit: Limit): number {
    const common = Math.max(0, this.#common.get(limit.name) ?? 0);
    return Math.min(common, this.contention.keptForOthers(limit), Math.max(0, this.tokens(limit)));
  }
}
