/**
 * A signal that comes after some time, unless it is called off before.
 *
 * AbortSignal.timeout can't be called off: at 1,000 calls a second and a deadline of 10 s, the
 * timers of 10,000 calls that ended long ago would run on, to end in an error with a stack each.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #reason: (ms: number) => Error;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param ms undefined where the time is not running yet: until {@link restart}
   * @param reason makes the signal's reason from the time in milliseconds
   */
  constructor(ms: number | undefined, reason = timeoutError) {
    this.#reason = reason;
    this.#timer = ms === undefined ? undefined : this.#start(ms);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  callOff(): void {
    clearTimeout(this.#timer);
  }

  /** Starts anew with this many milliseconds. */
  restart(ms: number): void {
    this.callOff();
    this.#timer = this.#start(ms);
  }

  /** Aborts the signal now. */
  cutShort(reason: Error): void {
    this.callOff();
    this.#controller.abort(reason);
  }

  #start(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#controller.abort(this.#reason(ms)), ms).unref();
  }
}

function timeoutError(ms: number): Error {
  return new DOMException(`Not done within ${String(ms)} ms.`, "TimeoutError");
}
