import { later, surelyBefore, type Moment } from "../moment.ts";
import type { EndedLease } from "./ended-lease.ts";
import type { GrantedPart, GrantedLease } from "./granted-lease.ts";
import type { HeldLease } from "./renewal-request.ts";
import type { Loss } from "./room-history.ts";
import type { Debit } from "../spending.ts";

/** A lease ends for its holder this long before it ends for others, in milliseconds. */
const MARGIN_MS = 250;
/** Leased refill is slowed by this factor, as the holder's clock may be fast. */
const SLOWER = 0.999;
/** The most that rounding may take from a token that is due. */
const ROUNDING = 1e-9;
/** What is lost within this time is one loss, in milliseconds. */
const TOGETHER_MS = 500;
const MS_PER_MINUTE = 60_000;

/** The leased part of a limit, which is a token bucket of its own. */
interface LeaseBucket {
  /** The most tokens, with those reserved. */
  readonly capacity: number;
  readonly refillPerMs: number;
  tokens: number;
  /** The tokens that unsettled calls may give back. */
  reserved: number;
  /** The refill for which there was no room, the latest first. */
  lost: readonly Loss[];
  /** When it was refilled last, in milliseconds on the monotonic clock. */
  atMs: number;
}

/**
 * Tokens that an instance has taken from an account in advance and spends from memory, until a
 * deadline that is measured from before the database was asked. All times are in milliseconds on
 * the instance's monotonic clock.
 */
export class Lease {
  #number = 0;
  #deadlineMs = -Infinity;
  #expiresAtMs = -Infinity;
  /** When it was granted. */
  #granted: Moment | undefined;
  /** What was offered to the account, until it replies. Meanwhile nothing is refilled, as the refill may be granted to others. */
  #asking: HeldLease | undefined;
  readonly #parts = new Map<string, LeaseBucket>();

  /** Whether the lease may be spent. */
  isLive(nowMs: number): boolean {
    return nowMs < this.#deadlineMs;
  }

  /** Whether nothing is leased. */
  get isEmpty(): boolean {
    return this.#parts.size === 0;
  }

  /** When the holder stops spending. */
  get deadlineMs(): number {
    return this.#deadlineMs;
  }

  /** Whether what is left was put back into the buckets until the account replies, so that nothing of it can be spent. */
  get isPooled(): boolean {
    return this.#asking?.pooled === true;
  }

  /** Takes all of the debits, or none. @param reserved - What of them may be given back. @returns Whether they were taken. */
  spend(debits: readonly Debit[], reserved: readonly Debit[], nowMs: number): boolean {
    if (!this.isLive(nowMs) || this.isPooled) return false;
    for (const { limit, amount } of debits) {
      if (this.#refilled(limit.name, nowMs) + ROUNDING < amount) return false;
    }
    for (const { limit, amount } of debits) this.#change(limit.name, -amount, 0);
    for (const { limit, amount } of reserved) this.#change(limit.name, 0, amount);
    return true;
  }

  /** Ends what was reserved for a call. @param back - The tokens of it that are given back. */
  settle(limitName: string, reserved: number, back: number): void {
    this.#change(limitName, back, -reserved);
  }

  /** Takes tokens as far as they are there. @returns How many. */
  draw(limitName: string, amount: number): number {
    const drawn = Math.min(amount, this.#parts.get(limitName)?.tokens ?? 0);
    this.#change(limitName, -drawn, 0);
    return drawn;
  }

  /** The tokens of a limit that may be spent. */
  tokens(limitName: string, nowMs: number): number {
    return this.isLive(nowMs) ? this.#refilled(limitName, nowMs) : 0;
  }

  /** The tokens of each limit when they were refilled last. */
  get lastTokens(): Readonly<Record<string, number>> {
    const tokens = [...this.#parts].map(([name, part]) => [name, part.tokens] as const);
    return Object.fromEntries(tokens);
  }

  /** What is left of each limit now that the holder has stopped spending, and the end of the lease by the database's clock. */
  end(): Omit<EndedLease, "limits"> {
    for (const [name, part] of this.#parts) {
      this.#refilled(name, this.#deadlineMs);
      // Until the lease ends for others, its refill is nobody else's.
      this.#lose(part, MARGIN_MS * part.refillPerMs, this.#deadlineMs + MARGIN_MS);
    }
    const lost = [...this.#parts].map(([name, part]) => [name, part.lost] as const);
    return {
      expiresAtMs: this.#expiresAtMs,
      tokens: this.lastTokens,
      lost: Object.fromEntries(lost),
    };
  }

  /** The most tokens of a limit that the lease can hold now. */
  room(limitName: string): number {
    const part = this.#parts.get(limitName);
    return part === undefined ? 0 : part.capacity - part.reserved;
  }

  /** The leased refill of a limit, in tokens per millisecond. */
  refillPerMs(limitName: string): number {
    return this.#parts.get(limitName)?.refillPerMs ?? 0;
  }

  /** The time in milliseconds until the lease holds these tokens by its own refill; Infinity if never. */
  holdsAfter(limitName: string, tokens: number, nowMs: number): number {
    const missing = tokens - this.tokens(limitName, nowMs);
    if (missing <= 0) return 0;
    if (tokens > this.room(limitName)) return Infinity;
    const waitMs = Math.ceil(missing / this.refillPerMs(limitName));
    return nowMs + waitMs < this.#deadlineMs ? waitMs : Infinity;
  }

  /** What is left, to be offered to the account, until {@link renew}, {@link resume} or {@link stopRefill}. */
  ask(pooled: boolean, nowMs: number): HeldLease {
    const parts = [...this.#parts].map(([name, part]) => {
      const tokens = this.#refilled(name, nowMs);
      return [name, { tokens, reserved: part.reserved, lost: part.lost }] as const;
    });
    this.#asking = { number: this.#number, pooled, parts: Object.fromEntries(parts) };
    return this.#asking;
  }

  /** Goes on as before: the account has not changed. */
  resume(): void {
    this.#asking = undefined;
  }

  /** Goes on without refill, which the account may have granted to others: nobody knows whether it has changed. */
  stopRefill(): void {
    for (const [name, part] of this.#parts) {
      this.#parts.set(name, { ...part, refillPerMs: 0, lost: [] });
    }
    this.#asking = undefined;
  }

  /** Goes on as the account has granted. @param moment - When it decided. */
  renew(granted: GrantedLease, moment: Moment): void {
    const before = new Map(this.#parts);
    this.#parts.clear();
    for (const [name, part] of Object.entries(granted.parts)) {
      const reserved = this.#asking?.parts[name]?.reserved ?? 0;
      // Calls may have been settled since the account was asked.
      const settled = reserved - (before.get(name)?.reserved ?? 0);
      const kept = this.isPooled ? 0 : (before.get(name)?.tokens ?? 0);
      this.#parts.set(name, renewed(part, { kept, settled, atMs: moment.atMs }));
    }
    this.#number = granted.number;
    this.#expiresAtMs = granted.expiresAtMs;
    this.#granted = moment;
    this.#deadlineMs = surelyBefore(moment, granted.expiresAtMs) - MARGIN_MS;
    this.#asking = undefined;
  }

  #change(limitName: string, tokens: number, reserved: number): void {
    const part = this.#parts.get(limitName);
    if (part === undefined) return;
    part.tokens = Math.max(0, part.tokens + tokens);
    part.reserved = Math.max(0, part.reserved + reserved);
  }

  #refilled(limitName: string, nowMs: number): number {
    const part = this.#parts.get(limitName);
    if (part === undefined) return 0;
    if (this.#asking === undefined && nowMs > part.atMs) {
      const room = part.capacity - part.reserved;
      const refilled = part.tokens + (nowMs - part.atMs) * part.refillPerMs;
      const tokens = Math.max(part.tokens, Math.min(room, refilled));
      if (refilled > tokens) this.#lose(part, refilled - tokens, nowMs);
      part.tokens = tokens;
      part.atMs = nowMs;
    }
    return part.tokens;
  }

  /** Notes refill that a part had no room for, up to a time on the monotonic clock. */
  #lose(part: LeaseBucket, tokens: number, nowMs: number): void {
    if (this.#granted === undefined || tokens <= 0) return;
    // By the database's clock, the earliest that it may be.
    const sinceMs = later(this.#granted, nowMs - tokens / part.refillPerMs).nowMs;
    const [last, ...earlier] = part.lost;
    part.lost =
      last !== undefined && sinceMs < last.atMs + TOGETHER_MS
        ? [{ ...last, tokens: last.tokens + tokens }, ...earlier]
        : [{ atMs: sinceMs, tokens }, ...part.lost];
  }
}

/** A granted part, with the tokens that were kept meanwhile, and without what was settled since it was asked for. */
function renewed(
  { room, reserved, refillPerMinute, tokens }: GrantedPart,
  since: { readonly kept: number; readonly settled: number; readonly atMs: number },
): LeaseBucket {
  const { kept, settled, atMs } = since;
  return {
    capacity: room + reserved,
    refillPerMs: (refillPerMinute * SLOWER) / MS_PER_MINUTE,
    tokens: Math.min(room + settled, kept + tokens),
    lost: [],
    reserved: reserved - settled,
    atMs,
  };
}
