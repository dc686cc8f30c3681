import type { IncomingMessage } from "node:http";
import { GatewayError, invalidRequest } from "../errors/error.ts";
import { MAX_BODY_BYTES, type BodyShare } from "./body-budget.ts";
import { bodyHeadersOf } from "./set-aside-body.ts";

/** Room that a body has which does not say how long it is, before it has room for any. */
const FIRST_BYTES = 64 * 1024;

/** Receives what is on its way of a body. The signal's reason is thrown when it must be there. */
type ReceiveBody = (signal: AbortSignal) => Promise<Uint8Array>;

/**
 * The body of a request, as it was sent: at once where nothing of it is on its way any more, as of
 * most requests when they get here; else what receives it.
 *
 * @param share what the body takes of the instance's budget
 * @throws GatewayError UNSUPPORTED_ENCODING, REQUEST_TOO_LARGE, INVALID_REQUEST for a body that
 * breaks off, GATEWAY_UNAVAILABLE where the instance has too many bytes under way
 */
export function readBody(request: IncomingMessage, share: BodyShare): Uint8Array | ReceiveBody {
  const headers = bodyHeadersOf(request);
  if (headers === undefined) return bodyReadBefore(request, share);
  const { contentLength, contentEncoding } = headers;
  checkEncoding(contentEncoding);
  // Node takes no request whose content-length is not a plain number.
  const announced = contentLength === undefined ? undefined : Number(contentLength);
  if (request.complete || request.readableLength === announced) {
    whole.add(request);
    return bounded((request.read() as Buffer | null) ?? NOTHING, share);
  }
  return (signal) => receive(request, new GrowingBody(announced, share), signal);
}

const NOTHING = new Uint8Array();

/** Whose bodies were all there, which Node says of a request only after its handler has run once. */
const whole = new WeakSet<IncomingMessage>();

/** Whether some of a request is still on its way. */
export function isComing(request: IncomingMessage): boolean {
  return !request.complete && !request.destroyed && !whole.has(request);
}

/**
 * Bytes are copied into one buffer as they come: a body in chunks of one byte would otherwise take
 * a hundred times its size.
 */
function receive(
  request: IncomingMessage,
  body: GrowingBody,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const settle = (settled: () => void) => {
      request.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
      signal.removeEventListener("abort", onAbort);
      settled();
    };
    const onData = (chunk: Buffer) => {
      try {
        body.append(chunk);
      } catch (error) {
        settle(() => reject(error));
      }
    };
    const onEnd = () => settle(() => resolve(body.bytes));
    const onClose = () => settle(() => reject(invalidRequest("body", "broke off before its end")));
    const onAbort = () => settle(() => reject(signal.reason as Error));
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort);
    request.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onClose);
  });
}

/** The body that a parser has read, and kept, before the gateway could set it aside. */
function bodyReadBefore(request: IncomingMessage, share: BodyShare): Uint8Array {
  const { rawBody } = request as { rawBody?: unknown };
  if (!(rawBody instanceof Uint8Array)) {
    throw new Error("Something before the gateway has read this request's body.");
  }
  return bounded(rawBody, share);
}

function bounded(body: Uint8Array, share: BodyShare): Uint8Array {
  if (body.length > MAX_BODY_BYTES) throw tooLarge();
  share.hold({ bytes: body.length });
  return body;
}

/** Nothing is inflated: no client of Firebase's compresses, and a few bytes can become gigabytes. */
function checkEncoding(contentEncoding: string | undefined): void {
  const encoding = (contentEncoding ?? "").trim().toLowerCase();
  if (encoding === "" || encoding === "identity") return;
  throw new GatewayError(
    "UNSUPPORTED_ENCODING",
    "The body is compressed; send it as it is, without Content-Encoding.",
  );
}

/** The bytes of a body so far, within the bounds. */
class GrowingBody {
  readonly #share: BodyShare;
  #buffer: Buffer;
  #length = 0;

  /** @param announced how long the body will be, if it says so */
  constructor(announced: number | undefined, share: BodyShare) {
    this.#share = share;
    this.#reserve(announced ?? 0);
    // Memory that is not written to is not taken, whatever a request announces.
    this.#buffer = Buffer.allocUnsafeSlow(announced ?? FIRST_BYTES);
  }

  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  append(chunk: Buffer): void {
    const length = this.#length + chunk.length;
    if (length > this.#buffer.length) this.#grow(length);
    chunk.copy(this.#buffer, this.#length);
    this.#length = length;
  }

  /** A body that does not say how long it is may become as long as any. */
  #grow(length: number): void {
    this.#reserve(Math.max(length, MAX_BODY_BYTES));
    const grown = Buffer.allocUnsafeSlow(MAX_BODY_BYTES);
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }

  #reserve(bytes: number): void {
    if (bytes > MAX_BODY_BYTES) throw tooLarge();
    this.#share.hold({ bytes });
  }
}

export function tooLarge(): GatewayError {
  return new GatewayError(
    "REQUEST_TOO_LARGE",
    `The request is larger than ${String(MAX_BODY_BYTES)} bytes; send it in several calls.`,
    { limitBytes: MAX_BODY_BYTES },
  );
}
