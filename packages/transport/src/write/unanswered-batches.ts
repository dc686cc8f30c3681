/** A batch that was sent, and of which the SDK may not know the answer. */
export interface SentBatch {
  readonly requestId: string;
  /** Its writes, in JSON. */
  readonly content: string;
}

/**
 * What the streams of one queue have left: batches that the SDK sends again, first and in the same
 * order, on a stream that comes after. A page may have several instances of Firestore with the same
 * user and database, whose streams can't be told apart: so a batch is one that was left if it is
 * the first of those that one stream has left. Where two are alike, it does not matter which is
 * which, since each is taken once.
 */
export class UnansweredBatches {
  #left: SentBatch[][] = [];

  /** Keeps what a stream leaves. */
  leave(batches: readonly SentBatch[]): SentBatch[] {
    const left = [...batches];
    this.#left.push(left);
    return left;
  }

  /** Gives up what a stream has left and nobody has taken: its queue is gone. */
  forget(left: readonly SentBatch[]): void {
    this.#left = this.#left.filter((one) => one !== left);
  }

  /** The id of a batch that comes again; undefined for one that does not. */
  take(content: string): string | undefined {
    const found = this.#left.find(([first]) => first?.content === content);
    const requestId = found?.shift()?.requestId;
    this.#left = this.#left.filter((one) => one.length > 0);
    return requestId;
  }
}
