import type { Limit } from "../limit.ts";
import type { Account, LeaseRecord } from "./account.ts";
import { FEWEST_CALLS } from "./demand.ts";
import { LEASE_MS } from "./lease-time.ts";
import type { RenewalRequest } from "./renewal-request.ts";
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

/** How an instance that renews its lease shares an account with the others that lease from it. */
export class Contention {
  /** The others' leases that still count, by holder. */
  readonly others: Readonly<Record<string, LeaseRecord>>;
  /** The instance's own lease; undefined where it has ended. */
  readonly own: LeaseRecord | undefined;
  readonly #account: Account | undefined;
  /** The instance's own lease as it was left, ended or not. */
  readonly #last: LeaseRecord | undefined;
  readonly #records: readonly LeaseRecord[];
  readonly #renewal: RenewalRequest;
  readonly #nowMs: number;
  /** When the instance may take tokens that others need, by the name of the limit: milliseconds since 1970. */
  readonly #turns: Map<string, number>;

  constructor(account: Account | undefined, renewal: RenewalRequest, nowMs: number) {
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

  /** Whether nobody else leases from the account. */
  get isAlone(): boolean {
    return this.#records.length === 0;
  }

  /** The others that share a limit, with their demand. */
  sharers({ name }: Limit): Sharers {
    const { instances = 1, shards } = this.#renewal;
    const isOfShards = shards !== undefined || !!this.#account?.shard;
    return isOfShards
      ? shardSharers(this.#records, { instances, shards: shards ?? 1 })
      : sharersOf(this.#records, name);
  }

  /** The instance's demand on a limit in tokens per minute: for few calls, no more than their pauses allow. */
  asks({ name }: Limit): number {
    const { demand, instances, pauseMs = 0 } = this.#renewal;
    const { perMinute, calls, mean, isLasting } = demand[name] ?? NONE;
    if (this.#account?.shard || instances !== undefined) return perMinute;
    // It is measured right after a call, when half a call more counts than on average.
    if (isLasting) return perMinute * (1 - 1 / (2 * calls));
    const betweenMs = Math.max(pauseMs, LEASE_MS / FEWEST_CALLS);
    return Math.min(perMinute, (mean * MS_PER_MINUTE) / betweenMs);
  }

  /** The instance's fair share of the refill of a limit, in tokens per minute. */
  fairRefill(limit: Limit): number {
    return fairRefill(limit, this.asks(limit), this.sharers(limit));
  }

  /** Whether any other was refused for a limit at its last renewal. */
  isShort({ name }: Limit): boolean {
    return this.#records.some(({ short }) => short?.includes(name) === true);
  }

  /** Whether the demand on a limit is above its refill, or others were refused for it. */
  isTooLittle(limit: Limit): boolean {
    const asked = askedOf(this.asks(limit), this.sharers(limit));
    return asked > limit.refillPerMinute || this.isShort(limit);
  }

  /** The tokens of a limit that those need who lease less than their fair share. */
  neededByOthers({ name }: Limit): number {
    // A shard gets more from its account, unless that has too little.
    const { shard } = this.#account ?? {};
    return !shard || shard.poor.includes(name) ? neededOf(this.#records, name) : 0;
  }

  /** The tokens of these that the instance must leave in the bucket when its calls are charged. */
  keptForOthers(limit: Limit): number {
    const untilMs = Math.max(
      restrictedUntilMs(this.#last, limit.name),
      this.#turns.get(limit.name) ?? -Infinity,
    );
    return untilMs > this.#nowMs ? this.neededByOthers(limit) : 0;
  }

  /**
   * Notes that the instance has taken tokens of a limit. Where others need them, it takes no more
   * until its fair share would have refilled as many; one such time can be saved up. The times are
   * varied by up to a half: of instances with calls at one pace, the same would always be first.
   */
  take(limit: Limit, amount: number): void {
    if (this.neededByOthers(limit) === 0 || !this.isTooLittle(limit)) return;
    const fair = this.fairRefill(limit);
    // An instance without demand so far has no fair share that it could exceed.
    if (fair <= 0 || fair > this.asks(limit)) return;
    const spacingMs = (amount * MS_PER_MINUTE) / fair;
    const earliestMs = this.#nowMs - spacingMs;
    const turnMs = Math.max(earliestMs, this.#turns.get(limit.name) ?? earliestMs);
    const uneven = 0.5 + ((this.#nowMs * GOLDEN) % 1);
    this.#turns.set(limit.name, turnMs + spacingMs * uneven);
  }

  /** When the instance may take tokens that others need, by the name of the limit: milliseconds since 1970. */
  get turns(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#turns);
  }
}

/** The golden ratio: the fractional parts of its multiples are spread evenly from 0 to 1. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const NONE = { perMinute: 0, calls: 0, mean: 0, isLasting: false };
