import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { ListenFrame } from "../api/listen.ts";
import type { ListenSink } from "../streams/listen-method.ts";

/**
 * How long a client may take nothing of what is sent, in milliseconds: longer than between two
 * frames, where it has taken all.
 */
const STALLED_MS = 60_000;
/** The least that a client may take of a frame, beyond that time, in bytes a millisecond. */
const SLOWEST = 16;

export interface FrameStreamOptions extends Pick<ListenSink, "ending" | "isTokenTaken"> {
  readonly response: ServerResponse;
}

/** Frames as lines of JSON, each sent as it comes. */
export class FrameStream implements ListenSink {
  readonly ending: AbortSignal;
  readonly isTokenTaken: ListenSink["isTokenTaken"];
  readonly #response: ServerResponse;
  readonly #gone = new AbortController();
  #hasBegun = false;

  constructor({ response, ending, isTokenTaken }: FrameStreamOptions) {
    this.#response = response;
    this.ending = ending;
    this.isTokenTaken = isTokenTaken;
    response.once("close", () => this.#gone.abort());
    // It would hold what is told to it for ever.
    response.setTimeout(STALLED_MS, () => response.destroy());
  }

  /** Whether anything has been sent: from then on, there is no other status. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Sends a frame. Waits while the client is slower. */
  async send(frame: ListenFrame): Promise<boolean> {
    if (this.#response.destroyed) return false;
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#response.writeHead(200, HEADERS);
    }
    const line = `${JSON.stringify(frame)}\n`;
    if (!this.#response.write(line)) await this.#drained(STALLED_MS + line.length / SLOWEST);
    return !this.#response.destroyed;
  }

  /** Until the client has taken what was written, or is gone, as it is after so many milliseconds. */
  async #drained(withinMs: number): Promise<void> {
    const end = setTimeout(() => this.#response.destroy(), withinMs);
    await once(this.#response, "drain", { signal: this.gone }).catch(() => undefined);
    clearTimeout(end);
  }
}

/** No proxy may keep, change or gather what is sent. */
const HEADERS = {
  "Content-Type": "application/x-ndjson; charset=utf-8",
  "Cache-Control": "no-store, no-transform",
  "X-Accel-Buffering": "no",
} as const;
