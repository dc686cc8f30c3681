import { setMaxListeners } from "node:events";

/** The times of an end, in milliseconds from when the instance is told of it. */
export interface DrainTimes {
  /** From then on, calls that are still under way are cut short: they answer what they can. */
  readonly interruptAfterMs: number;
  /** From then on, nobody's answer is waited for any more. */
  readonly answersUntilMs: number;
  /** From then on, the process ends, whatever is still to be given back. */
  readonly endAfterMs: number;
}

/** Cloud Run kills an instance 10 s after SIGTERM. */
const TIMES: DrainTimes = { interruptAfterMs: 6_500, answersUntilMs: 7_500, endAfterMs: 9_500 };

/** A request that is under way. */
export interface UnderWay {
  /** Cuts short what the request waits for now. */
  interrupt: () => void;
}

/**
 * Ends an instance without cutting a call: those under way finish, new ones are to be refused, and
 * then what the instance holds is given back.
 */
export class Drain {
  readonly #underWay = new Set<UnderWay>();
  readonly #giveBack: () => Promise<void>;
  readonly #times: DrainTimes;
  #ending: Promise<void> | undefined;
  #onIdle = () => {};
  readonly #told = new AbortController();

  /** @param giveBack what is done when no call is under way any more */
  constructor(giveBack: () => Promise<void>, times: DrainTimes = TIMES) {
    this.#giveBack = giveBack;
    this.#times = times;
    // As many as there are requests under way.
    setMaxListeners(0, this.#told.signal);
  }

  /** Comes when the instance is told to end: for what would go on as long as it may. */
  get ending(): AbortSignal {
    return this.#told.signal;
  }

  get isDraining(): boolean {
    return this.#ending !== undefined;
  }

  /** A request has come; it must {@link leave}. */
  enter(): UnderWay {
    const request = { interrupt: () => {} };
    this.#underWay.add(request);
    return request;
  }

  /** The request is answered. */
  leave(request: UnderWay): void {
    this.#underWay.delete(request);
    if (this.#underWay.size === 0) this.#onIdle();
  }

  /** Ends when the process may: once, however often it is asked for. */
  end(): Promise<void> {
    return (this.#ending ??= this.#end());
  }

  async #end(): Promise<void> {
    const { interruptAfterMs, answersUntilMs, endAfterMs } = this.#times;
    const idle = new Promise<void>((resolve) => (this.#onIdle = resolve));
    this.#told.abort();
    if (this.#underWay.size === 0) this.#onIdle();
    const startMs = performance.now();
    const until = (ms: number) =>
      new Promise((resolve) => setTimeout(resolve, startMs + ms - performance.now()));
    await Promise.race([idle, until(interruptAfterMs)]);
    for (const request of this.#underWay) request.interrupt();
    await Promise.race([idle, until(answersUntilMs)]);
    await Promise.race([this.#giveBack(), until(endAfterMs)]);
  }
}
