import type { ListenFrame } from "../../../gateway/src/api/listen.ts";
import { DatabaseError } from "../database-error.ts";
import { framesIn, readFrames } from "./read-frames.ts";
import type { StreamDoor } from "./stream-door.ts";
import type { WatchClock } from "./watch-clock.ts";

/** How a stream came to its end. */
export type RunEnd =
  /** By its last frame. */
  | { readonly kind: "end"; readonly frame: Extract<ListenFrame, { readonly kind: "end" }> }
  /** Without one: the connection was lost, or there was none, or something else answered, with this status. */
  | { readonly kind: "cut"; readonly httpStatus?: number }
  /** Nothing came of its answer for so long that something must hold it back. */
  | { readonly kind: "held back" }
  /** The gateway refused it. */
  | { readonly kind: "refused"; readonly status: number; readonly error: DatabaseError };

export interface StreamRunOptions {
  readonly door: StreamDoor;
  readonly clock: WatchClock;
  readonly targets: readonly object[];
  readonly database: string | undefined;
  readonly isPoll: boolean;
  readonly forceRefresh: boolean;
  readonly onFrame: (frame: ListenFrame) => void;
  /** Not after {@link StreamRun.stop}. */
  readonly onEnd: (end: RunEnd) => void;
}

/** How long a token may take, in milliseconds. */
export const TOKEN_MS = 10_000;
/**
 * How long the first frame may take from when the request is sent, in milliseconds. Firebase's SDK
 * takes itself for offline after 10 s without an answer: by then a poll should have brought one.
 */
export const FIRST_FRAME_MS = 8_000;
/** How much later than it is due a frame may come, in milliseconds. */
const LATE_MS = 10_000;

/** One request for a stream, or for a poll. */
export class StreamRun {
  readonly #options: StreamRunOptions;
  readonly #abort = new AbortController();
  #cancelTimer: () => void = () => {};
  #isOver = false;

  constructor(options: StreamRunOptions) {
    this.#options = options;
    void this.#run();
  }

  /** Nothing is told any more. */
  stop(): void {
    this.#isOver = true;
    this.#cancelTimer();
    this.#abort.abort();
  }

  async #run(): Promise<void> {
    try {
      this.#within(TOKEN_MS, { kind: "cut" });
      const { door, forceRefresh } = this.#options;
      const headers = await door.headers({ forceRefresh });
      if (this.#isOver) return;
      const isPoll = this.#options.isPoll;
      // A poll is answered when there is something to tell.
      this.#within(isPoll ? FIRST_FRAME_MS + POLL_MS : FIRST_FRAME_MS, {
        kind: isPoll ? "cut" : "held back",
      });
      const response = await this.#fetch(headers);
      if (response.ok) await this.#read(response);
      else await this.#refused(response);
    } catch {
      this.#end({ kind: "cut" });
    }
  }

  #fetch(headers: Readonly<Record<string, string>>): Promise<Response> {
    const { door, targets, database, isPoll } = this.#options;
    const data = {
      targets,
      ...(isPoll && { poll: true }),
      ...(database !== undefined && { database }),
    };
    return fetch(door.url, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ data }),
      signal: this.#abort.signal,
      cache: "no-store",
    });
  }

  async #read(response: Response): Promise<void> {
    const { isPoll } = this.#options;
    const { body } = response as { readonly body?: ReadableStream<Uint8Array> | null };
    if (isPoll) for (const frame of framesIn(await response.text())) this.#take(frame);
    // Some clients have no streams at all.
    else if (typeof body?.getReader !== "function") return this.#end({ kind: "held back" });
    else await readFrames(body, (frame) => this.#take(frame));
    this.#end({ kind: "cut" });
  }

  #take(frame: ListenFrame): void {
    if (this.#isOver) return;
    if (frame.kind === "end") return this.#end({ kind: "end", frame });
    if (frame.kind === "open") this.#pingMs = frame.pingMs;
    if (!this.#options.isPoll) this.#within(this.#pingMs + LATE_MS, { kind: "cut" });
    this.#options.onFrame(frame);
  }

  #pingMs = POLL_MS;

  async #refused(response: Response): Promise<void> {
    const { status } = response;
    const { error } = (await response.json().catch(() => ({}))) as { readonly error?: TargetError };
    if (error === undefined) return this.#end({ kind: "cut", httpStatus: status });
    this.#end({ kind: "refused", status, error: databaseError(error) });
  }

  #within(ms: number, end: RunEnd): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(ms, () => this.#end(end));
  }

  #end(end: RunEnd): void {
    if (this.#isOver) return;
    this.stop();
    this.#options.onEnd(end);
  }
}

/** About as long as a poll waits where nothing is new, in milliseconds. */
const POLL_MS = 20_000;

type TargetError = Extract<ListenFrame, { readonly kind: "removed" }>["error"];

/** An error as a frame tells it. */
export function databaseError({ status, message, details }: TargetError): DatabaseError {
  return new DatabaseError({
    code: status.toLowerCase().replaceAll("_", "-"),
    message,
    details,
  });
}
