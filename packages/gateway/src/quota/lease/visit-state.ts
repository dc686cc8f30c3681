import { bucketAt, limitsIn, type Account } from "./account.ts";
import type { Limit } from "../limit.ts";
import type { Moment } from "../moment.ts";
import type { HeldPart, Renewal } from "./renewal.ts";
import { Standing } from "./standing.ts";
import { take, type Bucket } from "../token-bucket.ts";

/** An account while one instance visits it: what its buckets hold with what the visitor has put back. */
export class VisitState {
  readonly account: Account | undefined;
  /** Those that bind the caller: its tier's, or its own. */
  readonly limits: readonly Limit[];
  readonly renewal: Renewal;
  readonly nowMs: number;
  /** Whether it is known what the time is; else, where nothing is written, the account is read and asked again. */
  readonly isOnTime: boolean;
  readonly standing: Standing;
  /** Whether the lease that the visitor believes to hold is there. */
  readonly goesOn: boolean;
  readonly buckets = new Map<string, Bucket>();
  /** What calls that aren't settled yet may give back. */
  readonly reserved = new Map<string, number>();
  /** What a call that was refused takes at least, by limit: what is left there stays where everybody can have it. */
  readonly short = new Map<string, number>();
  /** Whether a call was admitted. */
  admitted = false;
  /** Whether the visitor's own lease stands in the way of a call that it can't serve. */
  inTheWay = false;
  /** What the buckets held before the visitor put anything back. */
  readonly #common = new Map<string, number>();

  constructor(account: Account | undefined, renewal: Renewal, moment: Moment) {
    const { nowMs, latestMs } = moment;
    this.account = account;
    this.limits = limitsIn(account, renewal.limits);
    this.renewal = renewal;
    this.nowMs = nowMs;
    this.isOnTime = latestMs === nowMs;
    this.standing = new Standing(account, renewal, nowMs);
    const { own } = this.standing;
    this.goesOn = own !== undefined && own.number === renewal.held?.number;
    for (const limit of this.limits) {
      const { tokens, at } = bucketAt(account, limit, nowMs);
      // Refilled no further than is sure, but from then on only: what is spent now was not there before.
      this.buckets.set(limit.name, { tokens, at: Math.max(at, latestMs) });
      this.#common.set(limit.name, tokens);
    }
  }

  /** Whether nothing of the caller's is admitted, nor leased. */
  get isBlocked(): boolean {
    return this.account?.override?.blocked === true;
  }

  tokens(limit: Limit): number {
    return this.buckets.get(limit.name)?.tokens ?? 0;
  }

  take(limit: Limit, amount: number): void {
    const bucket = this.buckets.get(limit.name);
    if (bucket !== undefined) this.buckets.set(limit.name, take(bucket, limit, amount));
  }

  /** The visitor's part of a limit so far. */
  heldOf({ name }: Limit): HeldPart | undefined {
    return this.goesOn ? this.renewal.held?.parts[name] : undefined;
  }

  /** What the visitor must leave for others when it is charged: nothing of what it has put back itself. */
  leftForOthers(limit: Limit): number {
    const common = Math.max(0, this.#common.get(limit.name) ?? 0);
    return Math.min(common, this.standing.keptForOthers(limit), Math.max(0, this.tokens(limit)));
  }
}
