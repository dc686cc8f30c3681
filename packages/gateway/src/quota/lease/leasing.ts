import { beside, partsOf, type LeasePart, type LeaseRecord } from "./account.ts";
import { claimMs, interimLeaseMs, LEASE_MS, shortLeaseMs } from "./lease-time.ts";
import type { Limit } from "../limit.ts";
import type { GrantedPart, Renewed } from "./renewal.ts";
import { shareOf } from "./share.ts";
import { askedOf, isFair } from "./sharing.ts";
import type { VisitState } from "./visit-state.ts";

const MS_PER_MINUTE = 60_000;
/** Of a limit with less than this part left, something is kept for those who lease nothing. */
const SCARCE = 1 / 2;

/** What the visitor of an account leases of what is left once its calls are admitted. */
export class Leasing {
  readonly #visit: VisitState;

  constructor(visit: VisitState) {
    this.#visit = visit;
  }

  /** Whether there is refill for a visitor that was refused, and leases less than its share. */
  mayGetMore(limit: Limit): boolean {
    if (!this.#visit.short.has(limit.name)) return false;
    const leased = this.#visit.standing.own?.parts[limit.name]?.refillPerMinute ?? 0;
    if (isFair(leased, this.#visit.standing.fairRefill(limit))) return false;
    const share = this.#shareOf(limit, { leaseMs: this.#leaseMs(), tokens: 0 });
    return share !== undefined && !isFair(leased, share.refillPerMinute);
  }

  /** Takes out of every bucket what the visitor may lease. */
  lease(): Readonly<Record<string, GrantedPart>> {
    const leaseMs = this.#leaseMs();
    const parts = this.#visit.limits.map(
      (limit) => [limit.name, this.#leaseOf(limit, leaseMs)] as const,
    );
    return Object.fromEntries(parts.filter(([, { room, reserved }]) => room > 0 || reserved > 0));
  }

  /** Room alone, for what calls that aren't settled yet may give back. */
  unsettled(): Readonly<Record<string, GrantedPart>> {
    const parts = [...this.#visit.reserved].filter(([, reserved]) => reserved > 0);
    return Object.fromEntries(
      parts.map(([name, reserved]) => [name, { room: 0, reserved, refillPerMinute: 0, tokens: 0 }]),
    );
  }

  /** How long these parts are the visitor's, or without any, how long it is counted: milliseconds. */
  lastsMs(parts: Readonly<Record<string, GrantedPart>>): number {
    const { leaseMs, pauseMs, leaves, instances } = this.#visit.renewal;
    if (instances !== undefined) return leaseMs;
    if (Object.keys(parts).length === 0) return claimMs(pauseMs);
    if (leaves !== false) return leaseMs;
    const lasts = this.#leaseMs();
    const lacking = this.#visit.limits.filter(
      (limit) =>
        parts[limit.name] !== undefined && this.#isContended(limit) && this.#lacks(limit, parts),
    );
    const others = lacking.flatMap(({ name }) =>
      partsOf({ leases: this.#visit.standing.others }, name, this.#visit.nowMs).filter(
        ({ refillPerMinute }) => refillPerMinute > 0,
      ),
    );
    return interimLeaseMs(
      lasts,
      others.map(({ expiresAtMs }) => expiresAtMs - this.#visit.nowMs),
    );
  }

  /** What the account keeps of the visitor; undefined for one that leases nothing and competes with nobody. */
  record(lease: NonNullable<Renewed["lease"]>): LeaseRecord | undefined {
    const { instances, leaves } = this.#visit.renewal;
    const leasesAny = Object.keys(lease.parts).length > 0;
    const stays = leaves !== "account" && !this.#visit.isBlocked;
    const competes = stays && (this.#visit.short.size > 0 || !this.#visit.standing.isAlone);
    if (!leasesAny && !competes) return undefined;
    const asked = this.#visit.limits.filter(
      (limit) => stays && this.#visit.standing.asks(limit) > 0,
    );
    const asks = asked.map((limit) => [limit.name, this.#visit.standing.asks(limit)] as const);
    const record = { ...recordOf(lease), asks: Object.fromEntries(asks) };
    if (instances !== undefined) return { ...record, instances };
    const needs = asked
      .filter((limit) => this.#isScarce(limit) && this.#lacks(limit, lease.parts))
      .map((limit) => [limit.name, this.#needOf(limit)] as const);
    return {
      ...record,
      needs: Object.fromEntries(needs),
      turns: this.#visit.standing.turns,
      short: [...this.#visit.short.keys()],
    };
  }

  /** Whether so little of a limit is left that the next lease could take what a call needs that comes without one. */
  #isScarce(limit: Limit): boolean {
    return this.#visit.tokens(limit) < limit.capacity * SCARCE || this.#isContended(limit);
  }

  /** Whether these parts are less of a limit than the visitor's fair share. */
  #lacks(limit: Limit, parts: Readonly<Record<string, GrantedPart>>): boolean {
    return !isFair(parts[limit.name]?.refillPerMinute ?? 0, this.#visit.standing.fairRefill(limit));
  }

  #needOf({ name }: Limit): number {
    return Math.max(this.#visit.renewal.demand[name]?.mean ?? 0, this.#visit.short.get(name) ?? 0);
  }

  /** Whether a limit has too little for all who share it. */
  #isContended(limit: Limit): boolean {
    const { name, refillPerMinute } = limit;
    if (this.#visit.short.has(name) || this.#visit.standing.isShort(limit)) return true;
    // A shard gets more from its account.
    if (this.#visit.account?.shard) return false;
    const asked = askedOf(this.#visit.standing.asks(limit), this.#visit.standing.sharers(limit));
    const missing = ((asked - refillPerMinute) * LEASE_MS) / MS_PER_MINUTE;
    return missing > 0 && this.#visit.tokens(limit) < missing;
  }

  #leaseMs(): number {
    const { leaseMs, instances } = this.#visit.renewal;
    const isShort =
      instances === undefined && this.#visit.limits.some((of) => this.#isContended(of));
    const holders = Object.keys(this.#visit.standing.others).length + 1;
    return isShort ? Math.min(leaseMs, shortLeaseMs(holders)) : leaseMs;
  }

  /** What the visitor may lease of a limit. @param tokens - As many of them as it may take. */
  #shareOf(
    limit: Limit,
    of: { readonly leaseMs: number; readonly tokens: number },
  ): LeasePart | undefined {
    const demand = this.#visit.renewal.demand[limit.name];
    if (demand === undefined || !this.#mayLease(limit)) return undefined;
    const others = partsOf({ leases: this.#visit.standing.others }, limit.name, this.#visit.nowMs);
    const [asks, sharers] = [this.#visit.standing.asks(limit), this.#visit.standing.sharers(limit)];
    return shareOf(limit, { demand, asks, others, sharers, ...of });
  }

  #leaseOf(limit: Limit, leaseMs: number): GrantedPart {
    const others = partsOf({ leases: this.#visit.standing.others }, limit.name, this.#visit.nowMs);
    const reserved = this.#visit.reserved.get(limit.name) ?? 0;
    const kept = this.#kept(limit);
    const half = this.#half(limit, kept);
    const share = this.#shareOf(limit, { leaseMs, tokens: half });
    const { leasedPerMinute } = this.#visit.heldOf(limit) ?? {};
    // What a shard's instances hold is of its share.
    const within = leasedPerMinute === undefined ? 0 : reserved;
    const needed = Math.min(
      this.#visit.renewal.needed?.[limit.name] ?? 0,
      this.#visit.tokens(limit),
    );
    const wanted = Math.max(kept, needed, (share?.capacity ?? 0) - within);
    const tokens = Math.max(0, needed, Math.min(wanted, half) - kept);
    const left = Math.max(0, this.#visit.tokens(limit) - tokens);
    const most = beside(limit, others).capacity - reserved - left;
    // What is there fits in, whatever floats say.
    const room = Math.max(tokens, Math.min(wanted, most));
    this.#visit.take(limit, tokens);
    const shared = room + within > 0 ? (share?.refillPerMinute ?? 0) : 0;
    const refillPerMinute = Math.max(leasedPerMinute ?? 0, shared);
    return { room, reserved, refillPerMinute, tokens };
  }

  /** Whether anything may be leased of a limit: not by one in debt, nor by one who is refused and has nobody to share with. */
  #mayLease(limit: Limit): boolean {
    if (this.#visit.tokens(limit) < 0) return false;
    if (this.#visit.short.has(limit.name)) return !this.#visit.standing.isAlone;
    const isRefused =
      this.#visit.short.size > 0 && !this.#visit.admitted && !this.#visit.renewal.renews;
    return !isRefused || this.#visit.heldOf(limit) !== undefined;
  }

  /** Half of what is there with what the visitor keeps, so that whoever comes next finds some too; nothing where that is less than a call costs. */
  #half(limit: Limit, kept: number): number {
    // What it has saved up for the next call stays the visitor's.
    if (this.#visit.short.has(limit.name)) return this.#visit.inTheWay ? 0 : this.#putBackOf(limit);
    const half =
      (this.#visit.tokens(limit) - this.#visit.standing.neededByOthers(limit) + kept) / 2;
    return half < (this.#visit.renewal.demand[limit.name]?.mean ?? 0) ? 0 : half;
  }

  /** What the visitor has put together with the bucket, and is still there. */
  #putBackOf(limit: Limit): number {
    if (this.#visit.renewal.held?.pooled !== true) return 0;
    return Math.max(0, Math.min(this.#visit.heldOf(limit)?.tokens ?? 0, this.#visit.tokens(limit)));
  }

  /** What the visitor goes on spending while it asks. */
  #kept(limit: Limit): number {
    return this.#visit.renewal.held?.pooled === false
      ? (this.#visit.heldOf(limit)?.tokens ?? 0)
      : 0;
  }
}

/** What the account keeps of a lease: not the tokens, which only the holder knows. */
export function recordOf({
  number,
  expiresAtMs,
  parts,
}: NonNullable<Renewed["lease"]>): LeaseRecord {
  const leased = Object.entries(parts).map(
    ([name, { room, reserved, refillPerMinute }]) =>
      [name, { capacity: room + reserved, refillPerMinute }] as const,
  );
  return { number, expiresAtMs, parts: Object.fromEntries(leased) };
}
