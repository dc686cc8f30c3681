import {
  asksAtMs,
  beside,
  bucketAt,
  bucketHoldsAt,
  limitsIn,
  partsOf,
  type Account,
  type Balances,
  type LeaseRecord,
} from "./account.ts";
import { stillLeft } from "./ended-lease.ts";
import type { Limit } from "../limit.ts";
import type { Moment } from "../moment.ts";
import { boundBy } from "../override.ts";
import type { Refusal } from "../quota.ts";
import type { GrantedPart, HeldPart, Outcome, Renewal, Renewed } from "./renewal.ts";
import { BLOCKED, longest, refusalOf } from "../refusal.ts";
import { shareOf } from "./share.ts";
import { noVisits, shardsAt, shardsFor, visitsWith } from "./crowd.ts";
import { debitsOf, reservedFor, type Debit, type Spending } from "../spending.ts";
import { take, type Bucket } from "../token-bucket.ts";

const DAY_MS = 86_400_000;
const MS_PER_MINUTE = 60_000;
/** A lease ends for its holder so long before it ends, at most, in milliseconds. */
const ENDING_MS = 1_000;

/** An account while one instance visits it: what its buckets hold with what the visitor has put back. */
export class Visit {
  /** Whether the lease that the visitor believes to hold is there. */
  readonly goesOn: boolean;
  readonly #account: Account | undefined;
  /** Those that bind the caller: its tier's, or its own. */
  readonly #limits: readonly Limit[];
  readonly #renewal: Renewal;
  readonly #nowMs: number;
  readonly #others: Readonly<Record<string, LeaseRecord>>;
  readonly #buckets = new Map<string, Bucket>();
  readonly #reserved = new Map<string, number>();
  /** Limits that refused a call: what is left of them stays where everybody can have it. */
  readonly #short = new Set<string>();
  /** Whether the visitor's own lease stands in the way of a call that it can't serve. */
  #inTheWay = false;

  constructor(account: Account | undefined, renewal: Renewal, moment: Moment) {
    const { nowMs, latestMs } = moment;
    this.#account = account;
    this.#limits = limitsIn(account, renewal.limits);
    this.#renewal = renewal;
    this.#nowMs = nowMs;
    const live = Object.entries(account?.leases ?? {}).filter(([, of]) => of.expiresAtMs > nowMs);
    this.#others = Object.fromEntries(live.filter(([holder]) => holder !== renewal.holder));
    const own = live.find(([holder]) => holder === renewal.holder)?.[1];
    this.goesOn = own !== undefined && own.number === renewal.held?.number;
    for (const limit of this.#limits) {
      const { tokens, at } = bucketAt(account, limit, nowMs);
      // Refilled no further than is sure, but from then on only: what is spent now was not there before.
      this.#buckets.set(limit.name, { tokens, at: Math.max(at, latestMs) });
      this.#putBack(limit);
    }
    this.#putBackEnded(latestMs);
  }

  /** Whether nothing of the caller's is admitted, nor leased. */
  get isBlocked(): boolean {
    return this.#account?.override?.blocked === true;
  }

  payDebts(): void {
    for (const limit of this.#limits) this.#take(limit, this.#renewal.debts[limit.name] ?? 0);
  }

  admit(spending: Spending): Outcome {
    if (this.isBlocked) return { ok: false, refusal: BLOCKED };
    const debits = debitsOf(spending, this.#limits);
    const never = debits.find(({ limit, amount }) => amount > (limit.most ?? limit.capacity));
    if (never !== undefined) {
      return { ok: false, refusal: refusalOf(never.limit, "COST_EXCEEDS_CAPACITY", 0) };
    }
    const short = debits.filter(({ limit, amount }) => this.#tokens(limit) < amount);
    const refusal = longest(short.map((debit) => this.#refuse(debit)));
    if (refusal !== undefined) return { ok: false, refusal };
    for (const { limit, amount } of debits) this.#take(limit, amount);
    for (const { limit, amount } of reservedFor(spending, this.#limits)) {
      this.#reserved.set(limit.name, (this.#reserved.get(limit.name) ?? 0) + amount);
    }
    return { ok: true };
  }

  changesAnything(outcomes: readonly Outcome[]): boolean {
    const { debts, leaves } = this.#renewal;
    if (leaves) return this.goesOn || Object.keys(debts).length > 0;
    return (
      this.#renewal.renews ||
      this.#inTheWay ||
      (this.isBlocked && this.goesOn) ||
      outcomes.some(({ ok }) => ok) ||
      Object.values(debts).some((debt) => debt > 0)
    );
  }

  /** Takes out of every bucket what the visitor may lease. */
  lease(): Readonly<Record<string, GrantedPart>> {
    const parts = this.#limits.map((limit) => [limit.name, this.#leaseOf(limit)] as const);
    return Object.fromEntries(parts.filter(([, { room, reserved }]) => room > 0 || reserved > 0));
  }

  /** Room alone, for what calls that aren't settled yet may give back. */
  unsettled(): Readonly<Record<string, GrantedPart>> {
    const parts = [...this.#reserved].filter(([, reserved]) => reserved > 0);
    return Object.fromEntries(
      parts.map(([name, reserved]) => [name, { room: 0, reserved, refillPerMinute: 0, tokens: 0 }]),
    );
  }

  /** The account as the visitor leaves it. */
  account(lease: NonNullable<Renewed["lease"]>): Account {
    // Who leases nothing leaves no trace, and takes no part of what the others may lease.
    const leasesAny = Object.keys(lease.parts).length > 0;
    const { holder, instances } = this.#renewal;
    const record = { ...recordOf(lease), ...(instances !== undefined && { instances }) };
    const own = leasesAny && { [holder]: record };
    const leases = { ...this.#others, ...own };
    // What other limits have taken stays taken: a caller's claims, and so its tier, may change.
    const buckets = { ...this.#account?.buckets, ...Object.fromEntries(this.#buckets) };
    const { override = null, shard = null } = this.#account ?? {};
    const came = visitsWith(this.#account?.visits, this.#nowMs, this.#renewal.visitedMs);
    const before = this.#account === undefined ? 1 : shardsAt(this.#account, this.#nowMs);
    const shards = shard === null && before === 1 ? shardsFor(1, came, this.#nowMs) : before;
    const visits = shards > before ? noVisits(this.#nowMs) : came;
    const expiresAtMs = this.#expiresAtMs({ buckets, leases });
    return { buckets, leases, override, visits, shards, shard, expiresAtMs };
  }

  #leaseOf(limit: Limit): GrantedPart {
    const others = partsOf({ leases: this.#others }, limit.name, this.#nowMs);
    const reserved = this.#reserved.get(limit.name) ?? 0;
    const demand = this.#renewal.demand[limit.name];
    const share =
      demand === undefined || this.#short.has(limit.name) || this.#tokens(limit) < 0
        ? undefined
        : shareOf(limit, {
            demand,
            others,
            instances: this.#sharers(),
            leaseMs: this.#renewal.leaseMs,
          });
    const kept = this.#kept(limit);
    const { leasedPerMinute } = this.#heldOf(limit) ?? {};
    // What a shard's instances hold is of its share.
    const within = leasedPerMinute === undefined ? 0 : reserved;
    const needed = Math.min(this.#renewal.needed?.[limit.name] ?? 0, this.#tokens(limit));
    const wanted = Math.max(kept, needed, (share?.capacity ?? 0) - within);
    const tokens = Math.max(0, needed, Math.min(wanted, this.#half(limit, kept)) - kept);
    const left = Math.max(0, this.#tokens(limit) - tokens);
    const most = beside(limit, others).capacity - reserved - left;
    // What is there fits in, whatever floats say.
    const room = Math.max(tokens, Math.min(wanted, most));
    this.#take(limit, tokens);
    const shared = room + within > 0 ? (share?.refillPerMinute ?? 0) : 0;
    const refillPerMinute = Math.max(leasedPerMinute ?? 0, shared);
    return { room, reserved, refillPerMinute, tokens };
  }

  /** How many such as the visitor share what there is. Shards that have not come yet are taken for the like. */
  #sharers(): number {
    const { instances: own = 1, shards = 1 } = this.#renewal;
    const others = Object.values(this.#others);
    const all = others.reduce((sum, { instances = 1 }) => sum + instances, own);
    return all / own + Math.max(0, shards - others.length - 1);
  }

  /** Half of what is there with what the visitor keeps, so that whoever comes next finds some too; nothing where that is less than a call costs. */
  #half(limit: Limit, kept: number): number {
    const half = (this.#tokens(limit) + kept) / 2;
    return half < (this.#renewal.demand[limit.name]?.mean ?? 0) ? 0 : half;
  }

  /** What the visitor goes on spending while it asks. */
  #kept(limit: Limit): number {
    return this.#renewal.held?.pooled === false ? (this.#heldOf(limit)?.tokens ?? 0) : 0;
  }

  /** The visitor's part of a limit so far. */
  #heldOf({ name }: Limit): HeldPart | undefined {
    return this.goesOn ? this.#renewal.held?.parts[name] : undefined;
  }

  #putBack(limit: Limit): void {
    const part = this.#heldOf(limit);
    if (part === undefined) return;
    this.#reserved.set(limit.name, part.reserved);
    if (this.#renewal.held?.pooled === true) this.#take(limit, -part.tokens);
  }

  /** What was left of a lease that has ended, as far as it still has its place. */
  #putBackEnded(latestMs: number): void {
    const { ended, limits } = this.#renewal;
    if (ended === undefined) return;
    const whole = boundBy(limits, this.#account?.override ?? null);
    for (const limit of this.#limits) {
      const ofWhole = whole.find(({ name }) => name === limit.name) ?? limit;
      const others = partsOf({ leases: this.#others }, limit.name, this.#nowMs);
      const room = beside(limit, others).capacity - this.#tokens(limit);
      const back = Math.min(room, stillLeft(ended, ofWhole, latestMs));
      if (back > 0) this.#take(limit, -back);
    }
  }

  #refuse({ limit, amount }: Debit): Refusal {
    const { held } = this.#renewal;
    this.#short.add(limit.name);
    this.#inTheWay ||= held?.pooled === true && this.#standsInTheWay(limit, amount);
    const balances = { buckets: Object.fromEntries(this.#buckets), leases: this.#others };
    const wanted = { tokens: amount, nowMs: this.#nowMs };
    const holdsAtMs = bucketHoldsAt(balances, limit, wanted);
    // A shard may have more as soon as it has asked.
    const asksMs = this.#account === undefined ? Infinity : asksAtMs(this.#account);
    const atMs = Math.min(holdsAtMs, Math.max(asksMs, this.#nowMs));
    return refusalOf(limit, "QUOTA_EXCEEDED", atMs - this.#nowMs);
  }

  /** Whether a part of the visitor's own lease can't serve a call while it lasts. */
  #standsInTheWay({ name }: Limit, amount: number): boolean {
    const { held, holder } = this.#renewal;
    const lease = this.goesOn ? this.#account?.leases[holder] : undefined;
    const own = lease?.parts[name];
    if (lease === undefined || own === undefined) return false;
    const lastsMs = lease.expiresAtMs - this.#nowMs - ENDING_MS;
    const comes =
      (held?.parts[name]?.tokens ?? 0) + (own.refillPerMinute * lastsMs) / MS_PER_MINUTE;
    return Math.min(own.capacity, comes) < amount;
  }

  /** When the buckets of these limits are full again and nothing is leased, and those of other tiers are a day old. */
  #expiresAtMs(balances: Balances): number | null {
    const { override, shard } = this.#account ?? {};
    // What was set for a caller stays until it is cleared.
    if (override) return null;
    const nowMs = this.#nowMs;
    if (shard) return shard.lease.expiresAtMs + DAY_MS;
    const full = this.#limits.map((limit) =>
      bucketHoldsAt(balances, limit, { tokens: limit.capacity, nowMs }),
    );
    return Math.max(nowMs + DAY_MS, ...full);
  }

  #tokens(limit: Limit): number {
    return this.#buckets.get(limit.name)?.tokens ?? 0;
  }

  #take(limit: Limit, amount: number): void {
    const bucket = this.#buckets.get(limit.name);
    if (bucket !== undefined) this.#buckets.set(limit.name, take(bucket, limit, amount));
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
