import {
  StoreError,
  type StoreCall,
  type TransactionMode,
  type Transactions,
  type Write,
} from "../store.ts";

/** A transaction that has not ended. */
export interface OpenTransaction {
  readonly readOnly: boolean;
  /** The time as of which it reads; of its first read where it was begun without one. */
  readTime: string | undefined;
  /** Whether each of its reads would still find the same. */
  readonly unchanged: (() => boolean)[];
}

/**
 * The transactions of a memory store. Nothing waits for a lock: who has read what others changed
 * since is aborted when it commits.
 */
export class MemoryTransactions implements Transactions {
  readonly #open = new Map<string, OpenTransaction>();
  readonly #begin: (call: StoreCall) => void;
  #count = 0;

  /** @param begin what each call begins with */
  constructor(begin: (call: StoreCall) => void) {
    this.#begin = begin;
  }

  /** How many have not ended. */
  get size(): number {
    return this.#open.size;
  }

  async begin(mode: TransactionMode, call: StoreCall): Promise<string> {
    this.#begin(call);
    this.#count += 1;
    const id = Buffer.from(`transaction ${String(this.#count)}`).toString("base64");
    const readTime = mode.readOnly ? mode.readTime : undefined;
    this.#open.set(id, { readOnly: mode.readOnly, readTime, unchanged: [] });
    return id;
  }

  async rollback(transaction: string, call: StoreCall): Promise<void> {
    this.#begin(call);
    this.#open.delete(transaction);
  }

  /** @throws StoreError INVALID_ARGUMENT for one that has ended, or never was */
  find(id: string): OpenTransaction {
    const found = this.#open.get(id);
    if (found !== undefined) return found;
    throw new StoreError("INVALID_ARGUMENT", "Transaction is invalid or closed.");
  }

  /**
   * Ends a transaction that commits these writes.
   *
   * @throws StoreError ABORTED where something that it has read has changed
   */
  end(id: string, writes: readonly Write[]): void {
    const { readOnly, unchanged } = this.find(id);
    if (readOnly && writes.length > 0) {
      throw new StoreError("INVALID_ARGUMENT", "A read-only transaction can't write.");
    }
    this.#open.delete(id);
    if (unchanged.every((isUnchanged) => isUnchanged())) return;
    throw new StoreError("ABORTED", "What the transaction has read has changed.");
  }
}
