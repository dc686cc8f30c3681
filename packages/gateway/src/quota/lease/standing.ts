import type { Limit } from "../limit.ts";
import type { Account, LeaseRecord } from "./account.ts";
import { FEWEST_CALLS } from "./demand.ts";
import { LEASE_MS } from "./lease-time.ts";
import type { Renewal } from "./renewal.ts";
import {
  askedOf,
  fairRefill,
  neededOf,
  othersAt,
  restrictedUntilMs,
  sharersOf,
  shardSharers,
  type Sharers,
} from "./sharing.ts";

const MS_PER_MINUTE = 60_000;

/** How a visitor of an account stands to the others who share it. */
export class Standing {
  /** The records of the others that are in force. */
  readonly others: Readonly<Record<string, LeaseRecord>>;
  /** The visitor's own, if it is in force. */
  readonly own: LeaseRecord | undefined;
  readonly #account: Account | undefined;
  /** The visitor's own as it was left, in force or not. */
  readonly #last: LeaseRecord | undefined;
  readonly #records: readonly LeaseRecord[];
  readonly #renewal: Renewal;
  readonly #nowMs: number;
  /** When the visitor may take what others need, by limit. */
  readonly #turns: Map<string, number>;

  constructor(account: Account | undefined, renewal: Renewal, nowMs: number) {
    const own = account?.leases[renewal.holder];
    this.#last = own;
    this.own = own !== undefined && own.expiresAtMs > nowMs ? own : undefined;
    this.#account = account;
    this.others = othersAt(account, renewal.holder, nowMs);
    this.#records = Object.values(this.others);
    this.#renewal = renewal;
    this.#nowMs = nowMs;
    this.#turns = new Map(Object.entries(this.own?.turns ?? {}));
  }

  get isAlone(): boolean {
    return this.#records.length === 0;
  }

  sharers({ name }: Limit): Sharers {
    const { instances = 1, shards } = this.#renewal;
    const isOfShards = shards !== undefined || !!this.#account?.shard;
    return isOfShards
      ? shardSharers(this.#records, { instances, shards: shards ?? 1 })
      : sharersOf(this.#records, name);
  }

  /** What the visitor is asked of a limit: tokens a minute. Of few calls, no more than their pauses allow. */
  asks({ name }: Limit): number {
    const { demand, instances, pauseMs = 0 } = this.#renewal;
    const { perMinute, calls, mean, isLasting } = demand[name] ?? NONE;
    if (this.#account?.shard || instances !== undefined) return perMinute;
    // One has just come: on average, between two calls, half a call less counts.
    if (isLasting) return perMinute * (1 - 1 / (2 * calls));
    const betweenMs = Math.max(pauseMs, LEASE_MS / FEWEST_CALLS);
    return Math.min(perMinute, (mean * MS_PER_MINUTE) / betweenMs);
  }

  /** The refill of a limit that is the visitor's by right: tokens a minute. */
  fairRefill(limit: Limit): number {
    return fairRefill(limit, this.asks(limit), this.sharers(limit));
  }

  /** Whether others were refused for a limit when they came last. */
  isShort({ name }: Limit): boolean {
    return this.#records.some(({ short }) => short?.includes(name) === true);
  }

  /** Whether more is asked of a limit than it refills, or others were refused for it. */
  isTooLittle(limit: Limit): boolean {
    const asked = askedOf(this.asks(limit), this.sharers(limit));
    return asked > limit.refillPerMinute || this.isShort(limit);
  }

  /** What those need of a limit who lease less than their share. */
  neededByOthers({ name }: Limit): number {
    // A shard gets more from its account, unless that has too little.
    const { shard } = this.#account ?? {};
    return !shard || shard.poor.includes(name) ? neededOf(this.#records, name) : 0;
  }

  /** What of that the visitor must leave them when it is charged. */
  keptForOthers(limit: Limit): number {
    const untilMs = Math.max(
      restrictedUntilMs(this.#last, limit.name),
      this.#turns.get(limit.name) ?? -Infinity,
    );
    return untilMs > this.#nowMs ? this.neededByOthers(limit) : 0;
  }

  /**
   * The visitor has taken tokens that others need: it takes no more of them until they would have
   * come to it by its fair share, if that is less than it asks; more or less: of those whose calls come at one pace, the same
   * would always be first. One such time is saved up, but no more.
   */
  take(limit: Limit, amount: number): void {
    if (this.neededByOthers(limit) === 0 || !this.isTooLittle(limit)) return;
    const fair = this.fairRefill(limit);
    // Of one who was asked nothing so far there is no pace to keep to.
    if (fair <= 0 || fair > this.asks(limit)) return;
    const spacingMs = (amount * MS_PER_MINUTE) / fair;
    const earliestMs = this.#nowMs - spacingMs;
    const turnMs = Math.max(earliestMs, this.#turns.get(limit.name) ?? earliestMs);
    const uneven = 0.5 + ((this.#nowMs * GOLDEN) % 1);
    this.#turns.set(limit.name, turnMs + spacingMs * uneven);
  }

  /** Turns that are still to come. */
  get turns(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#turns);
  }
}

/** Multiples of it, less their whole parts, are spread evenly from 0 to 1. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const NONE = { perMinute: 0, calls: 0, mean: 0, isLasting: false };
