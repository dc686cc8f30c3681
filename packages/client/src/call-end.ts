import type { CallOptions } from "./call-options.ts";
import { DatabaseError } from "./database-error.ts";

/** When a call is over, answered or not. */
export class CallEnd {
  readonly #controller = new AbortController();
  readonly #endsAtMs: number;
  readonly #dispose: () => void;

  /** @throws TypeError for a deadline that is none */
  constructor({ deadlineMs = Infinity, signal }: CallOptions) {
    if (!(deadlineMs >= 1)) throw new TypeError("deadlineMs must be 1 or more.");
    this.#endsAtMs = performance.now() + deadlineMs;
    const abort = () => this.#controller.abort(signal?.reason);
    const timer =
      deadlineMs > LONGEST_TIMER_MS
        ? undefined
        : setTimeout(() => this.#controller.abort(deadlineError(deadlineMs)), deadlineMs);
    signal?.addEventListener("abort", abort);
    if (signal?.aborted === true) abort();
    this.#dispose = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
  }

  /** Milliseconds that are left; Infinity without a deadline. */
  get remainingMs(): number {
    // A timer may come a little early.
    if (this.#controller.signal.aborted) return 0;
    return Math.max(0, this.#endsAtMs - performance.now());
  }

  /** The work's outcome, or the end of the call if that comes first: then the work goes on unheard. */
  async until<T>(work: () => Promise<T>): Promise<T> {
    const { signal } = this.#controller;
    signal.throwIfAborted();
    let stop: () => void = () => undefined;
    const ended = new Promise<never>((_resolve, reject) => {
      stop = () => reject(signal.reason as Error);
      signal.addEventListener("abort", stop);
    });
    try {
      return await Promise.race([work(), ended]);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /** Leaves nothing behind: the call is answered. */
  dispose(): void {
    this.#dispose();
  }
}

/** Timers of JavaScript take a signed integer of 32 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function deadlineError(deadlineMs: number): DatabaseError {
  return new DatabaseError({
    code: "deadline-exceeded",
    message: `No answer of the gateway within the call's deadline of ${String(deadlineMs)} ms.`,
  });
}
