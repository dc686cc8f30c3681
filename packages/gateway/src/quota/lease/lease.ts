import { surelyBefore, type Moment } from "../moment.ts";
import type { EndedLease } from "./ended-lease.ts";
import type { GrantedPart, Held, Renewed } from "./renewal.ts";
import type { Debit } from "../spending.ts";

/** What a holder stops before its lease ends for everybody else, in milliseconds. */
const MARGIN_MS = 250;
/** Leased refill runs by the holder's clock, which may be fast. */
const SLOWER = 0.999;
/** What rounding may take from a token that is due. */
const ROUNDING = 1e-9;
const MS_PER_MINUTE = 60_000;

/** A leased part of a bucket, in the hands of its holder: a token bucket of its own. */
interface Part {
  /** Most tokens, together with what is reserved. */
  readonly capacity: number;
  readonly refillPerMs: number;
  tokens: number;
  /** What calls that aren't settled yet may give back. */
  reserved: number;
  /** When it was refilled last, on the monotonic clock. */
  atMs: number;
}

/**
 * Tokens that an instance has taken out of an account in advance, to spend from memory, until a
 * deadline on its monotonic clock that is measured from before the database was asked.
 */
export class Lease {
  #number = 0;
  #deadlineMs = -Infinity;
  #expiresAtMs = -Infinity;
  /** While the account is asked, refill stands still, as it may be given to others. */
  #asking: Held | undefined;
  readonly #parts = new Map<string, Part>();

  isLive(nowMs: number): boolean {
    return nowMs < this.#deadlineMs;
  }

  /** Whether it is of nothing: its caller was too quiet for one. */
  get isEmpty(): boolean {
    return this.#parts.size === 0;
  }

  get deadlineMs(): number {
    return this.#deadlineMs;
  }

  /** While what is left is put together with the bucket, nothing in the lease can change. */
  get isPooled(): boolean {
    return this.#asking?.pooled === true;
  }

  /** Takes all of the debits or none; of what they took, `reserved` may be given back. */
  spend(debits: readonly Debit[], reserved: readonly Debit[], nowMs: number): boolean {
    if (!this.isLive(nowMs) || this.isPooled) return false;
    for (const { limit, amount } of debits) {
      if (this.#refilled(limit.name, nowMs) + ROUNDING < amount) return false;
    }
    for (const { limit, amount } of debits) this.#change(limit.name, -amount, 0);
    for (const { limit, amount } of reserved) this.#change(limit.name, 0, amount);
    return true;
  }

  /** Ends what was reserved for a call; `back` of it are tokens again. */
  settle(limitName: string, reserved: number, back: number): void {
    this.#change(limitName, back, -reserved);
  }

  /** Takes up to so many tokens, and says how many. */
  draw(limitName: string, amount: number): number {
    const drawn = Math.min(amount, this.#parts.get(limitName)?.tokens ?? 0);
    this.#change(limitName, -drawn, 0);
    return drawn;
  }

  tokens(limitName: string, nowMs: number): number {
    return this.isLive(nowMs) ? this.#refilled(limitName, nowMs) : 0;
  }

  /** The tokens of every part, as they were when they were last looked at. */
  get left(): Omit<EndedLease, "limits"> {
    const tokens = [...this.#parts].map(([name, part]) => [name, part.tokens] as const);
    return { expiresAtMs: this.#expiresAtMs, tokens: Object.fromEntries(tokens) };
  }

  /** The most tokens that a part can hold now. */
  room(limitName: string): number {
    const part = this.#parts.get(limitName);
    return part === undefined ? 0 : part.capacity - part.reserved;
  }

  refillPerMs(limitName: string): number {
    return this.#parts.get(limitName)?.refillPerMs ?? 0;
  }

  /** In how many milliseconds a part holds that many tokens by its own refill; Infinity if never. */
  holdsAfter(limitName: string, tokens: number, nowMs: number): number {
    const missing = tokens - this.tokens(limitName, nowMs);
    if (missing <= 0) return 0;
    if (tokens > this.room(limitName)) return Infinity;
    const waitMs = Math.ceil(missing / this.refillPerMs(limitName));
    return nowMs + waitMs < this.#deadlineMs ? waitMs : Infinity;
  }

  /** What the holder brings when it asks the account. Ends with renew() or resume(). */
  ask(pooled: boolean, nowMs: number): Held {
    const parts = [...this.#parts].map(
      ([name, { reserved }]) => [name, { tokens: this.#refilled(name, nowMs), reserved }] as const,
    );
    this.#asking = { number: this.#number, pooled, parts: Object.fromEntries(parts) };
    return this.#asking;
  }

  /** Nothing has changed at the account. */
  resume(): void {
    this.#asking = undefined;
  }

  /** Nobody knows what has changed at the account: what is left stays good, its refill may be another's. */
  stopRefill(): void {
    for (const [name, part] of this.#parts) this.#parts.set(name, { ...part, refillPerMs: 0 });
    this.#asking = undefined;
  }

  /** Goes on as the account has granted, from the moment at which it decided. */
  renew(granted: NonNullable<Renewed["lease"]>, moment: Moment): void {
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
      const tokens = Math.min(room, part.tokens + (nowMs - part.atMs) * part.refillPerMs);
      part.tokens = Math.max(part.tokens, tokens);
      part.atMs = nowMs;
    }
    return part.tokens;
  }
}

/** A part as granted, with the tokens kept beside it and less what was settled since it was asked for. */
function renewed(
  { room, reserved, refillPerMinute, tokens }: GrantedPart,
  since: { readonly kept: number; readonly settled: number; readonly atMs: number },
): Part {
  const { kept, settled, atMs } = since;
  return {
    capacity: room + reserved,
    refillPerMs: (refillPerMinute * SLOWER) / MS_PER_MINUTE,
    tokens: Math.min(room + settled, kept + tokens),
    reserved: reserved - settled,
    atMs,
  };
}
