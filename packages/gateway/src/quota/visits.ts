/** Who goes on visits, and what for. */
export interface Visitor<Item, Answer> {
  /** Answers from memory, where it can. */
  answer(item: Item): Answer | undefined;
  /**
   * Goes for those that memory couldn't answer, and for whatever else there is to do, if there is
   * anything. One answer for each, in order, or the error that it gets.
   */
  go(items: readonly Item[]): Promise<readonly (Answer | Error)[]>;
}

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One visit at a time: what comes while one is under way goes together on the next. A visit that
 * throws is made again for each of those on it alone, so that none fails for what another brings.
 */
export class Visits<Item, Answer> {
  readonly #visitor: Visitor<Item, Answer>;
  #waiting: Waiting<Item, Answer>[] = [];
  #underWay: Promise<void> | undefined;

  constructor(visitor: Visitor<Item, Answer>) {
    this.#visitor = visitor;
  }

  /** Ends, without an error, with the visit that is under way, and those that follow at once. */
  get underWay(): Promise<void> | undefined {
    return this.#underWay;
  }

  /** Whether somebody waits for the next one. */
  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  /** Waits for the answer of the next visit. */
  wait(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      void this.go();
    });
  }

  /** Goes, whether anybody waits or not. */
  go(): Promise<void> {
    return (this.#underWay ??= this.#goUntilNobodyWaits());
  }

  async #goUntilNobodyWaits(): Promise<void> {
    try {
      do {
        // What comes in the same tick goes together.
        await Promise.resolve();
        await this.#goOnce();
      } while (this.#waiting.length > 0);
    } finally {
      // At once: who comes from now on must not wait for a visit that is over.
      this.#underWay = undefined;
    }
  }

  async #goOnce(): Promise<void> {
    const all = this.#waiting;
    this.#waiting = [];
    const waiting = all.filter((one) => !this.#answerFromMemory(one));
    try {
      deliver(waiting, await this.#visitor.go(waiting.map(({ item }) => item)));
    } catch (error) {
      if (waiting.length > 1) await this.#goWithEach(waiting);
      else for (const { reject } of waiting) reject(error);
    }
  }

  #answerFromMemory({ item, resolve, reject }: Waiting<Item, Answer>): boolean {
    try {
      const answer = this.#visitor.answer(item);
      if (answer !== undefined) resolve(answer);
      return answer !== undefined;
    } catch (error) {
      reject(error);
      return true;
    }
  }

  async #goWithEach(waiting: readonly Waiting<Item, Answer>[]): Promise<void> {
    for (const one of waiting) {
      try {
        deliver([one], await this.#visitor.go([one.item]));
      } catch (error) {
        one.reject(error);
      }
    }
  }
}

function deliver<Item, Answer>(
  waiting: readonly Waiting<Item, Answer>[],
  answers: readonly (Answer | Error)[],
): void {
  for (const [index, { resolve, reject }] of waiting.entries()) {
    const answer = answers[index] as Answer | Error;
    if (answer instanceof Error) reject(answer);
    else resolve(answer);
  }
}
