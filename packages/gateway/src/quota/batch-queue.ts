/** Does the work of a queue, batch by batch. */
export interface BatchWorker<Item, Answer> {
  /** Answers an item without a batch; undefined where it needs one. */
  answer(item: Item): Answer | undefined;
  /**
   * Does what the items need, and whatever else is due, where there are none too.
   *
   * @returns One answer for each item, in order, or the error that it gets.
   */
  run(items: readonly Item[]): Promise<readonly (Answer | Error)[]>;
}

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs one batch at a time: the items that come while one is running wait, and are the next batch.
 * A batch that throws is run again for each of its items alone, so that none fails for another.
 */
export class BatchQueue<Item, Answer> {
  readonly #worker: BatchWorker<Item, Answer>;
  #waiting: Waiting<Item, Answer>[] = [];
  #running: Promise<void> | undefined;

  constructor(worker: BatchWorker<Item, Answer>) {
    this.#worker = worker;
  }

  /** Resolves, and never rejects, when the running batch and those that follow it at once are done; undefined where none is running. */
  get running(): Promise<void> | undefined {
    return this.#running;
  }

  /** Whether any item waits for the next batch. */
  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Puts an item into the next batch, and resolves to its answer. */
  add(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      void this.run();
    });
  }

  /** Runs a batch, with items or without, unless one is running already. */
  run(): Promise<void> {
    return (this.#running ??= this.#runAll());
  }

  async #runAll(): Promise<void> {
    try {
      do {
        // The items of one tick are one batch.
        await Promise.resolve();
        await this.#runOne();
      } while (this.#waiting.length > 0);
    } finally {
      // In the same tick: an item that comes from now on must not wait for a batch that is done.
      this.#running = undefined;
    }
  }

  async #runOne(): Promise<void> {
    const all = this.#waiting;
    this.#waiting = [];
    const batch = all.filter((waiting) => !this.#answerAlone(waiting));
    try {
      deliver(batch, await this.#worker.run(batch.map(({ item }) => item)));
    } catch (error) {
      if (batch.length > 1) await this.#runEach(batch);
      else for (const { reject } of batch) reject(error);
    }
  }

  #answerAlone({ item, resolve, reject }: Waiting<Item, Answer>): boolean {
    try {
      const answer = this.#worker.answer(item);
      if (answer !== undefined) resolve(answer);
      return answer !== undefined;
    } catch (error) {
      reject(error);
      return true;
    }
  }

  async #runEach(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    for (const waiting of batch) {
      try {
        deliver([waiting], await this.#worker.run([waiting.item]));
      } catch (error) {
        waiting.reject(error);
      }
    }
  }
}

function deliver<Item, Answer>(
  batch: readonly Waiting<Item, Answer>[],
  answers: readonly (Answer | Error)[],
): void {
  for (const [index, { resolve, reject }] of batch.entries()) {
    const answer = answers[index] as Answer | Error;
    if (answer instanceof Error) reject(answer);
    else resolve(answer);
  }
}
