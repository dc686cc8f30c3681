/** A batch that was sent, and of which the SDK may not know the answer. */
export interface SentBatch {
  readonly requestId: string;
  /** Its writes, in JSON. */
  readonly content: string;
  /** Whether the id follows from its place in a queue that is stored. */
  readonly isStored: boolean;
}

/** Most ids that are remembered of batches that were answered. */
const MOST = 1_000;

/**
 * What the streams of one queue have left: batches that the SDK sends again, first and in the same
 * order, on a stream that comes after. A page may have several instances of Firestore with the same
 * user and database, whose streams can't be told apart: so a batch is one that was left if it is
 * the first of those that one stream has left. Where two are alike, it does not matter which is
 * which, since each is taken once.
 */
export class UnansweredBatches {
  #left: SentBatch[][] = [];
  /** The ids of stored batches that were answered last. */
  readonly #answered = new Set<string>();

  /** Keeps what a stream leaves. */
  leave(batches: readonly SentBatch[]): SentBatch[] {
    const left = [...batches];
    this.#left = [...this.#left.filter(({ length }) => length > 0), left];
    return left;
  }

  /** Gives up what a stream has left and nobody has taken: its queue is gone. */
  forget(left: readonly SentBatch[]): void {
    this.#left = this.#left.filter((one) => one !== left);
    for (const { requestId } of left) this.#answered.delete(requestId);
  }

  /** A batch has its answer. It comes again only if a stream has left it. */
  answered({ requestId, isStored }: SentBatch): void {
    if (!isStored) return;
    this.#answered.add(requestId);
    const [first = ""] = this.#answered;
    if (this.#answered.size > MOST) this.#answered.delete(first);
  }

  /**
   * Whether the id of a stored batch has been another's, which an instance with its writes in memory
   * has sent and which was alike: it is to have one of its own, or it would count as applied.
   */
  isAnswered(storedId: string): boolean {
    return this.#answered.has(storedId);
  }

  /**
   * A batch that comes again; undefined for one that does not. What was sent under an id of its own
   * keeps that, wherever it is found by now. What was sent as stored and is stored no more has been
   * sent by another tab, of which this one has not heard.
   *
   * @param storedId the id by its place, where it is stored
   */
  take(content: string, storedId?: string): SentBatch | undefined {
    const isFirst = (one: SentBatch, index: number) => index === 0 && one.content === content;
    const own = this.#takeOne((one, index) => isFirst(one, index) && !one.isStored);
    if (own !== undefined) return own;
    if (storedId === undefined) return this.#takeOne(isFirst);
    const stored = this.#takeOne(({ requestId }) => requestId === storedId);
    if (stored === undefined) this.#forgetStored();
    return stored;
  }

  #takeOne(isIt: (one: SentBatch, index: number) => boolean): SentBatch | undefined {
    for (const left of this.#left) {
      const at = left.findIndex(isIt);
      if (at !== -1) return left.splice(at, 1)[0];
    }
    return undefined;
  }

  /** A stored queue begins with what was left: where it does not, all of that has been answered. */
  #forgetStored(): void {
    for (const left of this.#left) {
      left.splice(0, left.length, ...left.filter(({ isStored }) => !isStored));
    }
  }
}
