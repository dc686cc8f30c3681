import { noAnswerInTime } from "../documents/no-answer-in-time.ts";
import { untilAborted } from "../documents/until-aborted.ts";
import type { CachedAnswer } from "./freshness.ts";

/** Reads the answers to some keys, in their order. */
export type LoadAnswers<T> = (
  keys: readonly string[],
  signal: AbortSignal,
) => Promise<{ readonly values: readonly T[]; readonly readTime: string }>;

/**
 * One read that answers several readers. It goes on for as long as one of them waits for it,
 * whoever began it.
 */
export class SharedRead<T> {
  readonly keys = new Set<string>();
  readonly #load: LoadAnswers<T>;
  readonly #answers = Promise.withResolvers<ReadonlyMap<string, CachedAnswer<T>>>();
  readonly #ended = new AbortController();
  #readers = 0;
  #sentAtMs: number | undefined;

  constructor(load: LoadAnswers<T>) {
    this.#load = load;
    // A read that fails after the last reader left has nobody to tell.
    this.#answers.promise.catch(() => undefined);
  }

  /** Undefined until it is sent, which is how long keys may be added. */
  get sentAtMs(): number | undefined {
    return this.#sentAtMs;
  }

  /** Reads, unless every reader has left. Resolves when the answers are there, or won't be. */
  async send(nowMs: number): Promise<void> {
    this.#sentAtMs = nowMs;
    if (this.#readers === 0) this.#ended.abort();
    const keys = [...this.keys];
    try {
      this.#ended.signal.throwIfAborted();
      const { values, readTime } = await this.#load(keys, this.#ended.signal);
      const entries = keys.map((key, index) => {
        const value = values[index] as T;
        return [key, { value, sentAtMs: nowMs, readTime }] as const;
      });
      this.#answers.resolve(new Map(entries));
    } catch (error) {
      this.#answers.reject(error);
    }
  }

  /** The answer to one of its keys. A reader whose signal comes leaves with UNAVAILABLE. */
  async answer(key: string, signal: AbortSignal | undefined): Promise<CachedAnswer<T>> {
    this.#readers += 1;
    try {
      const entries = await untilAborted(this.#answers.promise, signal, (reason) =>
        noAnswerInTime(reason, this.#sentAtMs !== undefined),
      );
      return entries.get(key) as CachedAnswer<T>;
    } finally {
      this.#readers -= 1;
      if (this.#readers === 0 && this.#sentAtMs !== undefined) this.#ended.abort();
    }
  }
}
