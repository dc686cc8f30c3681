import { GatewayError } from "../errors/error.ts";

/** How long a transaction that locks may last: Firestore ends one that is idle for as long. */
export const MAX_LOCKING_MS = 60_000;
/** How long one has to be idle before it gives way to another of its caller's, in milliseconds. */
export const IDLE_MS = 10_000;

/** Whose a new transaction is, and how many that lock it may have open. */
export interface NewTransaction {
  readonly holder: string;
  readonly most: number;
}

/** An open transaction, as this instance knows it. */
interface KnownTransaction {
  readonly id: string;
  readonly begunAtMs: number;
  readonly usedAtMs: number;
  readonly rollback: () => Promise<void>;
}

/**
 * The transactions that lock documents, as far as this instance has begun them and knows of no end.
 * They are counted for each caller. One may have ended on another instance, or its client may be
 * gone: so one that was not used here for {@link IDLE_MS} is rolled back where its caller begins one
 * too many.
 */
export class LockingTransactions {
  readonly #byHolder = new Map<string, Map<string, KnownTransaction>>();
  readonly #monotonic: () => number;
  #reserved = 0;

  /** @param monotonic milliseconds on a clock that never goes back */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /**
   * Makes room for one more, and keeps it while that one is begun.
   *
   * @returns what gives the room back, to be called once it has begun or failed to
   * @throws GatewayError TOO_MANY_TRANSACTIONS with `retryAfterMs`
   */
  async makeRoom({ holder, most }: NewTransaction): Promise<() => void> {
    const open = this.#openOf(holder);
    const [oldest] = open.toSorted((a, b) => a.usedAtMs - b.usedAtMs);
    const replaced = open.length < most ? undefined : oldest;
    if (replaced !== undefined) {
      const retryAfterMs = Math.ceil(replaced.usedAtMs + IDLE_MS - this.#monotonic());
      if (retryAfterMs > 0) throw tooMany(most, retryAfterMs);
      this.ended(holder, replaced.id);
    }
    this.#reserved += 1;
    const reserved = `reserved ${String(this.#reserved)}`;
    this.begun(holder, reserved, () => Promise.resolve());
    await replaced?.rollback();
    return () => this.ended(holder, reserved);
  }

  begun(holder: string, id: string, rollback: () => Promise<void>): void {
    const nowMs = this.#monotonic();
    const open = this.#byHolder.get(holder) ?? new Map<string, KnownTransaction>();
    open.set(id, { id, begunAtMs: nowMs, usedAtMs: nowMs, rollback });
    this.#byHolder.set(holder, open);
  }

  used(holder: string, id: string): void {
    const open = this.#byHolder.get(holder);
    const known = open?.get(id);
    if (known !== undefined) open?.set(id, { ...known, usedAtMs: this.#monotonic() });
  }

  ended(holder: string, id: string): void {
    const open = this.#byHolder.get(holder);
    open?.delete(id);
    if (open?.size === 0) this.#byHolder.delete(holder);
  }

  /** Those of a caller that can still hold a lock. */
  #openOf(holder: string): readonly KnownTransaction[] {
    const nowMs = this.#monotonic();
    const open = [...(this.#byHolder.get(holder)?.values() ?? [])];
    const over = open.filter(({ begunAtMs }) => nowMs - begunAtMs > MAX_LOCKING_MS);
    for (const { id } of over) this.ended(holder, id);
    return open.filter((one) => !over.includes(one));
  }
}

function tooMany(most: number, retryAfterMs: number): GatewayError {
  return new GatewayError(
    "TOO_MANY_TRANSACTIONS",
    `You have ${String(most)} transactions open that lock documents, and may have no more at once. Commit or roll back one, or try again in ${String(retryAfterMs)} ms.`,
    { retryAfterMs },
  );
}
