import { noAnswerInTime } from "../no-answer-in-time.ts";
import type { RestCall } from "./rest-client.ts";
import {
  isUnreachable,
  type DocumentStore,
  type StoreCall,
  type StoredDocument,
} from "../store.ts";

export type GetResult = Awaited<ReturnType<DocumentStore["get"]>>;

/** What one request found: each document that it asked for by its path, null where there is none. */
export interface Fetched {
  readonly documents: ReadonlyMap<string, StoredDocument | null>;
  readonly readTime: string;
}

/**
 * One request that answers the gets of several calls, as if each had its own: each has its
 * deadline and counts the round trip, and none fails for what another asks.
 *
 * Whatever the request fails with may be one call's doing: its paths, its documents, or what
 * Firestore makes of them. So each call then has a request of its own, at most one more than it
 * would have sent alone; but not where there is no connection, for which nobody's documents are to
 * blame.
 */
export class SharedGet {
  readonly #fetch: (paths: Iterable<string>, call: RestCall) => Promise<Fetched>;
  readonly #seats = new Set<Seat>();
  readonly #ended = new AbortController();
  /** Documents asked for. */
  size = 0;

  constructor(fetch: (paths: Iterable<string>, call: RestCall) => Promise<Fetched>) {
    this.#fetch = fetch;
  }

  /** Takes part in the request, until it is sent. */
  join(paths: readonly string[], call: StoreCall): Promise<GetResult> {
    this.size += paths.length;
    const seat = new Seat(paths, call, () => this.#leave(seat));
    if (!seat.left) this.#seats.add(seat);
    return seat.result;
  }

  /** Sends the request, unless all have left. */
  async send(): Promise<void> {
    if (this.#seats.size > 1) await this.#fetchTogether();
    else await this.#fetchEach();
  }

  async #fetchTogether(): Promise<void> {
    const paths = new Set<string>();
    for (const seat of this.#seats) for (const path of seat.paths) paths.add(path);
    try {
      const fetched = await this.#fetch(paths, {
        signal: this.#ended.signal,
        onSent: () => {
          for (const seat of this.#seats) seat.count();
        },
        passes: isUnreachable,
      });
      for (const seat of this.#seats) seat.answer(fetched);
    } catch (error) {
      if (!isUnreachable(error)) await this.#fetchEach();
      else for (const seat of this.#seats) seat.reject(error);
    }
  }

  async #fetchEach(): Promise<void> {
    await Promise.all(Array.from(this.#seats, (seat) => this.#fetchAlone(seat)));
  }

  async #fetchAlone(seat: Seat): Promise<void> {
    const { paths, signal } = seat;
    try {
      const fetched = await this.#fetch(new Set(paths), { signal, onSent: () => seat.count() });
      seat.answer(fetched);
    } catch (error) {
      seat.reject(error);
    }
  }

  #leave(seat: Seat): void {
    this.#seats.delete(seat);
    if (this.#seats.size === 0) this.#ended.abort();
  }
}

/** One call's part in a shared request. */
class Seat {
  readonly paths: readonly string[];
  readonly result: Promise<GetResult>;
  readonly #call: StoreCall;
  readonly #settle: PromiseWithResolvers<GetResult>;
  readonly #abort: () => void;
  #sent = false;

  constructor(paths: readonly string[], call: StoreCall, leave: () => void) {
    this.paths = paths;
    this.#call = call;
    this.#settle = Promise.withResolvers();
    this.result = this.#settle.promise;
    this.#abort = () => {
      leave();
      this.reject(noAnswerInTime(call.signal?.reason, this.#sent));
    };
    if (call.signal?.aborted === true) this.reject(noAnswerInTime(call.signal.reason, false));
    else call.signal?.addEventListener("abort", this.#abort);
  }

  get signal(): AbortSignal | undefined {
    return this.#call.signal;
  }

  get left(): boolean {
    return this.#call.signal?.aborted === true;
  }

  count(): void {
    this.#sent = true;
    if (this.#call.meter) this.#call.meter.roundTrips += 1;
  }

  answer({ documents, readTime }: Fetched): void {
    this.#end();
    this.#settle.resolve({
      documents: this.paths.map((path) => documents.get(path) ?? null),
      readTime,
    });
  }

  reject(error: unknown): void {
    this.#end();
    this.#settle.reject(error);
  }

  #end(): void {
    this.#call.signal?.removeEventListener("abort", this.#abort);
  }
}
