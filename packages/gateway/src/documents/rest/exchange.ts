import type { Dispatcher } from "undici";

export interface HttpRequest {
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string;
  readonly signal?: AbortSignal | undefined;
  /** Called when the request goes onto a connection. */
  readonly onSent?: (() => void) | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** There is no answer. Unless the request was `sent`, the server certainly has not seen it. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
  readonly sent: boolean;

  constructor(cause: unknown, sent: boolean) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.sent = sent;
  }
}

/**
 * Posts one request, at most once, and takes its whole answer. Speaks undici's dispatch directly:
 * it is the only layer that tells whether a request went out, and the cheapest.
 *
 * @throws NoAnswerError
 */
export function exchange(
  dispatcher: Pick<Dispatcher, "dispatch">,
  request: HttpRequest,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    if (request.signal?.aborted === true) {
      reject(new NoAnswerError(request.signal.reason, false));
      return;
    }
    const { path, body } = request;
    const headers = request.headers as string[];
    const handler = new Handler(request, { resolve, reject });
    dispatcher.dispatch({ path, method: "POST", headers, body }, handler);
  });
}

interface Settle {
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (error: NoAnswerError) => void;
}

class Handler implements Dispatcher.DispatchHandler {
  readonly #request: HttpRequest;
  readonly #settle: Settle;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;

  constructor(request: HttpRequest, settle: Settle) {
    this.#request = request;
    this.#settle = settle;
    request.signal?.addEventListener("abort", this.#onAbort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#controller !== undefined) {
      // undici puts a request again on a new connection after some faults of its own making.
      controller.abort(new Error("A request is sent only once."));
      return;
    }
    this.#controller = controller;
    const { signal, onSent } = this.#request;
    if (signal?.aborted === true) controller.abort(signal.reason as Error);
    else onSent?.();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#end();
    const [first] = this.#chunks;
    const body = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks);
    this.#settle.resolve({ status: this.#status, body: body.toString() });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#end();
    this.#settle.reject(new NoAnswerError(error, this.#controller !== undefined));
  }

  #end(): void {
    this.#request.signal?.removeEventListener("abort", this.#onAbort);
  }

  readonly #onAbort = (): void => {
    const reason: unknown = this.#request.signal?.reason;
    if (this.#controller !== undefined) {
      this.#controller.abort(reason as Error);
    } else {
      // It waits for a connection. When it gets one, onRequestStart lets it go unsent.
      this.#end();
      this.#settle.reject(new NoAnswerError(reason, false));
    }
  };
}
