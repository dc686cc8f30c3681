import { beside, bucketHoldsAt, partsOf, type Account, type Balances } from "./account.ts";
import { noVisits, shardsAt, shardsFor, visitsWith } from "./crowd.ts";
import { stillLeft } from "./ended-lease.ts";
import { claimMs } from "./lease-time.ts";
import { Leasing } from "./leasing.ts";
import type { Limit } from "../limit.ts";
import type { Moment } from "../moment.ts";
import { boundBy } from "../override.ts";
import type { Renewal, Renewed } from "./renewal.ts";
import { debitsOf, reservedFor, type Debit, type Spending } from "../spending.ts";
import { VisitState } from "./visit-state.ts";

const DAY_MS = 86_400_000;
const MS_PER_MINUTE = 60_000;
/** A lease ends for its holder so long before it ends, at most, in milliseconds. */
const ENDING_MS = 1_000;

/** What comes of a call: admitted, or why it is refused: for its caller, for limits, or for one that it never fits into. */
export interface Decided {
  readonly isBlocked?: true;
  readonly short?: readonly Debit[];
  readonly never?: Debit;
}

/** One instance's visit to an account. */
export class Visit {
  readonly leasing: Leasing;
  readonly #state: VisitState;

  constructor(account: Account | undefined, renewal: Renewal, moment: Moment) {
    this.#state = new VisitState(account, renewal, moment);
    this.leasing = new Leasing(this.#state);
    for (const limit of this.#state.limits) this.#putBack(limit);
    this.#putBackEnded(moment.latestMs);
  }

  /** Whether the lease that the visitor believes to hold is there. */
  get goesOn(): boolean {
    return this.#state.goesOn;
  }

  /** Whether nothing of the caller's is admitted, nor leased. */
  get isBlocked(): boolean {
    return this.#state.isBlocked;
  }

  payDebts(): void {
    for (const limit of this.#state.limits)
      this.#state.take(limit, this.#state.renewal.debts[limit.name] ?? 0);
  }

  /** Takes all of a call, or nothing: then it is told for which limits. */
  admit(spending: Spending): Decided {
    if (this.isBlocked) return { isBlocked: true };
    const debits = debitsOf(spending, this.#state.limits);
    const never = debits.find(({ limit, amount }) => amount > (limit.most ?? limit.capacity));
    if (never !== undefined) return { never };
    const short = debits.filter((debit) => this.#isShort(debit));
    for (const debit of short) this.#refuse(debit);
    if (short.length > 0) return { short };
    this.#state.admitted = true;
    for (const { limit, amount } of debits) {
      this.#state.take(limit, amount);
      this.#state.standing.take(limit, amount);
    }
    for (const { limit, amount } of reservedFor(spending, this.#state.limits)) {
      this.#state.reserved.set(limit.name, (this.#state.reserved.get(limit.name) ?? 0) + amount);
    }
    return {};
  }

  get changesAnything(): boolean {
    const { debts, leaves, renews } = this.#state.renewal;
    if (leaves !== false) return this.#state.goesOn || Object.keys(debts).length > 0;
    const owes = Object.values(debts).some((debt) => debt > 0);
    return (
      renews ||
      this.#state.inTheWay ||
      this.#state.admitted ||
      owes ||
      (this.isBlocked && this.goesOn) ||
      this.#isToBeCounted
    );
  }

  /** Whether the visitor was refused, and the account does not know it yet, or may soon have forgotten. */
  get #isToBeCounted(): boolean {
    if (this.#state.short.size === 0 || !this.#state.isOnTime) return false;
    const { own } = this.#state.standing;
    const isKnown = [...this.#state.short.keys()].every(
      (name) => own?.short?.includes(name) === true,
    );
    const lastsMs = (own?.expiresAtMs ?? 0) - this.#state.nowMs;
    const leases = Object.keys(own?.parts ?? {}).length > 0;
    const isEnding = lastsMs < (leases ? ENDING_MS : claimMs(this.#state.renewal.pauseMs) / 2);
    return (
      !isKnown || isEnding || this.#state.limits.some((limit) => this.leasing.mayGetMore(limit))
    );
  }

  /** The account as the visitor leaves it. */
  account(lease: NonNullable<Renewed["lease"]>): Account {
    const record = this.leasing.record(lease);
    const leases = {
      ...this.#state.standing.others,
      ...(record && { [this.#state.renewal.holder]: record }),
    };
    // What other limits have taken stays taken: a caller's claims, and so its tier, may change.
    const buckets = { ...this.#state.account?.buckets, ...Object.fromEntries(this.#state.buckets) };
    const { override = null, shard = null } = this.#state.account ?? {};
    const came = visitsWith(
      this.#state.account?.visits,
      this.#state.nowMs,
      this.#state.renewal.visitedMs,
    );
    const before =
      this.#state.account === undefined ? 1 : shardsAt(this.#state.account, this.#state.nowMs);
    const shards = shard === null && before === 1 ? shardsFor(1, came, this.#state.nowMs) : before;
    const visits = shards > before ? noVisits(this.#state.nowMs) : came;
    const expiresAtMs = this.#expiresAtMs({ buckets, leases });
    return { buckets, leases, override, visits, shards, shard, expiresAtMs };
  }

  #putBack(limit: Limit): void {
    const part = this.#state.heldOf(limit);
    if (part === undefined) return;
    this.#state.reserved.set(limit.name, part.reserved);
    if (this.#state.renewal.held?.pooled === true) this.#state.take(limit, -part.tokens);
  }

  /** What was left of a lease that has ended, as far as it still has its place. */
  #putBackEnded(latestMs: number): void {
    const { ended, limits } = this.#state.renewal;
    if (ended === undefined) return;
    const whole = boundBy(limits, this.#state.account?.override ?? null);
    for (const limit of this.#state.limits) {
      const ofWhole = whole.find(({ name }) => name === limit.name) ?? limit;
      const others = partsOf(
        { leases: this.#state.standing.others },
        limit.name,
        this.#state.nowMs,
      );
      const room = beside(limit, others).capacity - this.#state.tokens(limit);
      const back = Math.min(room, stillLeft(ended, ofWhole, latestMs));
      if (back > 0) this.#state.take(limit, -back);
    }
  }

  #isShort({ limit, amount }: Debit): boolean {
    return this.#state.tokens(limit) - this.#state.leftForOthers(limit) < amount;
  }

  #refuse({ limit, amount }: Debit): void {
    const { held } = this.#state.renewal;
    const { name } = limit;
    this.#state.short.set(name, Math.min(amount, this.#state.short.get(name) ?? amount));
    this.#state.inTheWay ||= held?.pooled === true && this.#standsInTheWay(limit, amount);
  }

  /** Whether a part of the visitor's own lease can't serve a call while it lasts. */
  #standsInTheWay({ name }: Limit, amount: number): boolean {
    const { held } = this.#state.renewal;
    const lease = this.#state.goesOn ? this.#state.standing.own : undefined;
    const own = lease?.parts[name];
    if (lease === undefined || own === undefined) return false;
    const lastsMs = lease.expiresAtMs - this.#state.nowMs - ENDING_MS;
    const comes =
      (held?.parts[name]?.tokens ?? 0) + (own.refillPerMinute * lastsMs) / MS_PER_MINUTE;
    return Math.min(own.capacity, comes) < amount;
  }

  /** When the buckets of these limits are full again and nothing is leased, and those of other tiers are a day old. */
  #expiresAtMs(balances: Balances): number | null {
    const { override, shard } = this.#state.account ?? {};
    // What was set for a caller stays until it is cleared.
    if (override) return null;
    const nowMs = this.#state.nowMs;
    if (shard) return shard.lease.expiresAtMs + DAY_MS;
    const full = this.#state.limits.map((limit) =>
      bucketHoldsAt(balances, limit, { tokens: limit.capacity, nowMs }),
    );
    return Math.max(nowMs + DAY_MS, ...full);
  }
}
