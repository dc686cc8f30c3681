import { beside, partsOf, type LeasePart, type LeaseRecord } from "./account.ts";
import { claimMs, interimLeaseMs, LEASE_MS, shortLeaseMs } from "./lease-time.ts";
import type { Limit } from "../limit.ts";
import type { GrantedPart, GrantedLease } from "./granted-lease.ts";
import { shareOf } from "./share.ts";
import { askedOf, isFair } from "./sharing.ts";
import type { AccountDraft } from "./account-draft.ts";
import type { Contention } from "./contention.ts";

const MS_PER_MINUTE = 60_000;
/** A limit is scarce with less than this part of it left: then tokens are kept for those who lease nothing. */
const SCARCE = 1 / 2;
/** The part of its capacity up to which an instance fills a lease, if it shares the account: its calls don't come at once, and its refill needs room until they do. */
const FILLED = 0.8;

/** Decides what an instance leases of an account once its calls are admitted. */
export class LeaseAllocation {
  readonly #draft: AccountDraft;
  readonly #contention: Contention;

  constructor(draft: AccountDraft) {
    this.#draft = draft;
    this.#contention = draft.contention;
  }

  /** Whether an instance that was refused for a limit may lease more refill of it. */
  mayGetMore(limit: Limit): boolean {
    if (!this.#draft.short.has(limit.name)) return false;
    const leased = this.#contention.own?.parts[limit.name]?.refillPerMinute ?? 0;
    if (isFair(leased, this.#contention.fairRefill(limit))) return false;
    const share = this.#shareOf(limit, { leaseMs: this.#leaseMs(), tokens: 0 });
    return share !== undefined && !isFair(leased, share.refillPerMinute);
  }

  /** Takes from every bucket what the instance may lease. */
  lease(): Readonly<Record<string, GrantedPart>> {
    const leaseMs = this.#leaseMs();
    const parts = this.#draft.limits.map(
      (limit) => [limit.name, this.#leaseOf(limit, leaseMs)] as const,
    );
    return Object.fromEntries(parts.filter(([, { room, reserved }]) => room > 0 || reserved > 0));
  }

  /** A lease of room alone, for the tokens that unsettled calls may give back. */
  unsettled(): Readonly<Record<string, GrantedPart>> {
    const parts = [...this.#draft.reserved].filter(([, reserved]) => reserved > 0);
    return Object.fromEntries(
      parts.map(([name, reserved]) => [name, { room: 0, reserved, refillPerMinute: 0, tokens: 0 }]),
    );
  }

  /** The duration of a lease of these parts, or without any, the time for which the instance is counted: milliseconds. */
  lastsMs(parts: Readonly<Record<string, GrantedPart>>): number {
    const { leaseMs, pauseMs, returns, instances } = this.#draft.renewal;
    if (instances !== undefined) return leaseMs;
    if (Object.keys(parts).length === 0) return claimMs(pauseMs);
    if (returns !== false) return leaseMs;
    const lasts = this.#leaseMs();
    const lacking = this.#draft.limits.filter(
      (limit) =>
        parts[limit.name] !== undefined && this.#isContended(limit) && this.#lacks(limit, parts),
    );
    const others = lacking.flatMap(({ name }) =>
      partsOf({ leases: this.#contention.others }, name, this.#draft.nowMs).filter(
        ({ refillPerMinute }) => refillPerMinute > 0,
      ),
    );
    return interimLeaseMs(
      lasts,
      others.map(({ expiresAtMs }) => expiresAtMs - this.#draft.nowMs),
    );
  }

  /** The lease as the account keeps it; undefined for an instance that leases nothing and competes with nobody. */
  record(lease: GrantedLease): LeaseRecord | undefined {
    const { instances, returns } = this.#draft.renewal;
    const leasesAny = Object.keys(lease.parts).length > 0;
    const stays = returns !== "all" && !this.#draft.isBlocked;
    const competes = stays && (this.#draft.short.size > 0 || !this.#contention.isAlone);
    if (!leasesAny && !competes) return undefined;
    const asked = this.#draft.limits.filter((limit) => stays && this.#contention.asks(limit) > 0);
    const asks = asked.map((limit) => [limit.name, this.#contention.asks(limit)] as const);
    const record = { ...recordOf(lease), asks: Object.fromEntries(asks) };
    if (instances !== undefined) return { ...record, instances };
    const needs = asked
      .filter((limit) => this.#isScarce(limit) && this.#lacks(limit, lease.parts))
      .map((limit) => [limit.name, this.#needOf(limit)] as const);
    return {
      ...record,
      needs: Object.fromEntries(needs),
      turns: this.#contention.turns,
      short: [...this.#draft.short.keys()],
    };
  }

  /** Whether so little of a limit is left that leases could take the tokens which calls without a lease need. */
  #isScarce(limit: Limit): boolean {
    return this.#draft.tokens(limit) < limit.capacity * SCARCE || this.#isContended(limit);
  }

  /** Whether these parts have less refill of a limit than the instance's fair share. */
  #lacks(limit: Limit, parts: Readonly<Record<string, GrantedPart>>): boolean {
    return !isFair(parts[limit.name]?.refillPerMinute ?? 0, this.#contention.fairRefill(limit));
  }

  /** The tokens of a limit that one call of the instance takes. */
  #needOf({ name }: Limit): number {
    return Math.max(this.#draft.renewal.demand[name]?.mean ?? 0, this.#draft.short.get(name) ?? 0);
  }

  /** Whether a limit has too little for all who share it. */
  #isContended(limit: Limit): boolean {
    const { name, refillPerMinute } = limit;
    if (this.#draft.short.has(name) || this.#contention.isShort(limit)) return true;
    // A shard gets more from its account.
    if (this.#draft.account?.shard) return false;
    const asked = askedOf(this.#contention.asks(limit), this.#contention.sharers(limit));
    const missing = ((asked - refillPerMinute) * LEASE_MS) / MS_PER_MINUTE;
    return missing > 0 && this.#draft.tokens(limit) < missing;
  }

  /** The duration of the lease, in milliseconds: shorter where a limit is contended. */
  #leaseMs(): number {
    const { leaseMs, instances } = this.#draft.renewal;
    const isShort =
      instances === undefined && this.#draft.limits.some((limit) => this.#isContended(limit));
    const holders = Object.keys(this.#contention.others).length + 1;
    return isShort ? Math.min(leaseMs, shortLeaseMs(holders)) : leaseMs;
  }

  /** What the instance may lease of a limit. @param available - `leaseMs`: the duration of the lease. `tokens`: those that it may take. */
  #shareOf(
    limit: Limit,
    available: { readonly leaseMs: number; readonly tokens: number },
  ): LeasePart | undefined {
    const demand = this.#draft.renewal.demand[limit.name];
    if (demand === undefined || !this.#mayLease(limit)) return undefined;
    const others = partsOf({ leases: this.#contention.others }, limit.name, this.#draft.nowMs);
    const [asks, sharers] = [this.#contention.asks(limit), this.#contention.sharers(limit)];
    return shareOf(limit, { demand, asks, others, sharers, ...available });
  }

  /** Takes from the bucket of a limit what the instance may lease. */
  #leaseOf(limit: Limit, leaseMs: number): GrantedPart {
    const others = partsOf({ leases: this.#contention.others }, limit.name, this.#draft.nowMs);
    const reserved = this.#draft.reserved.get(limit.name) ?? 0;
    const kept = this.#kept(limit);
    const half = this.#half(limit, kept);
    const share = this.#shareOf(limit, { leaseMs, tokens: half });
    const { leasedPerMinute } = this.#draft.heldOf(limit) ?? {};
    // What a shard's instances hold is a part of its share.
    const within = leasedPerMinute === undefined ? 0 : reserved;
    const needed = Math.min(
      this.#draft.renewal.needed?.[limit.name] ?? 0,
      this.#draft.tokens(limit),
    );
    const wanted = Math.max(kept, needed, (share?.capacity ?? 0) - within);
    const isShared = this.#draft.renewal.instances === undefined && !this.#contention.isAlone;
    const filled = isShared ? wanted * FILLED : wanted;
    const tokens = Math.max(0, needed, Math.min(filled, half) - kept);
    const left = Math.max(0, this.#draft.tokens(limit) - tokens);
    const most = beside(limit, others).capacity - reserved - left;
    // The tokens always fit in, though sums of floats may say otherwise.
    const room = Math.max(tokens, Math.min(wanted, most));
    this.#draft.take(limit, tokens);
    const shared = room + within > 0 ? (share?.refillPerMinute ?? 0) : 0;
    const refillPerMinute = Math.max(leasedPerMinute ?? 0, shared);
    return { room, reserved, refillPerMinute, tokens };
  }

  /** Whether anything of a limit may be leased: not in debt, and not by an instance that is refused and alone. */
  #mayLease(limit: Limit): boolean {
    if (this.#draft.tokens(limit) < 0) return false;
    if (this.#draft.short.has(limit.name)) return !this.#contention.isAlone;
    const isRefused =
      this.#draft.short.size > 0 && !this.#draft.admitted && !this.#draft.renewal.renews;
    return !isRefused || this.#draft.heldOf(limit) !== undefined;
  }

  /** The tokens that a lease may take: half of what is there with what the instance keeps, and none where that is less than one call takes. */
  #half(limit: Limit, kept: number): number {
    // What the instance has saved up for its next call stays in its lease.
    if (this.#draft.short.has(limit.name))
      return this.#draft.leaseIsInTheWay ? 0 : this.#putBackOf(limit);
    const half = (this.#draft.tokens(limit) - this.#contention.neededByOthers(limit) + kept) / 2;
    return half < (this.#draft.renewal.demand[limit.name]?.mean ?? 0) ? 0 : half;
  }

  /** The tokens that the instance has put back into a bucket, as far as they are still there. */
  #putBackOf(limit: Limit): number {
    if (this.#draft.renewal.held?.pooled !== true) return 0;
    return Math.max(0, Math.min(this.#draft.heldOf(limit)?.tokens ?? 0, this.#draft.tokens(limit)));
  }

  /** The tokens that the instance goes on spending while it renews. */
  #kept(limit: Limit): number {
    return this.#draft.renewal.held?.pooled === false
      ? (this.#draft.heldOf(limit)?.tokens ?? 0)
      : 0;
  }
}

/** A granted lease as the account keeps it, without the tokens, which only the holder knows. */
export function recordOf({ number, expiresAtMs, parts }: GrantedLease): LeaseRecord {
  const leased = Object.entries(parts).map(
    ([name, { room, reserved, refillPerMinute }]) =>
      [name, { capacity: room + reserved, refillPerMinute }] as const,
  );
  return { number, expiresAtMs, parts: Object.fromEntries(leased) };
}
