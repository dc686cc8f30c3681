/**
 * A signal that comes after some time, unless it is called off before.
 *
 * AbortSignal.timeout can't be called off: at 1,000 calls a second and a deadline of 10 s, the
 * timers of 10,000 calls that ended long ago would run on, to end in an error with a stack each.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(ms: number) {
    this.#timer = setTimeout(() => this.#controller.abort(timeoutError(ms)), ms).unref();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  callOff(): void {
    clearTimeout(this.#timer);
  }
}

function timeoutError(ms: number): DOMException {
  return new DOMException(`Not done within ${String(ms)} ms.`, "TimeoutError");
}
