import type { DatabaseError } from "../database-error.ts";
import type { LiveQueries } from "./live-queries.ts";
import { LiveTarget, type WatchState } from "./live-target.ts";
import type { TargetView } from "./target-view.ts";

export interface WatchSettings {
  /** Ends the watch: its iteration ends without an error. @default none */
  readonly signal?: AbortSignal | undefined;
  /** Is told how far the watch is, whenever that changes. @default nobody is told */
  readonly onState?: ((state: WatchState) => void) | undefined;
}

export interface WatchParts<Snapshot> {
  readonly queries: LiveQueries;
  /** The bodies of the targets. */
  readonly asked: readonly object[];
  /** What is to be told next; undefined where nothing is. */
  readonly next: (views: readonly (TargetView | undefined)[]) => Snapshot | undefined;
  /** Whether an error of a target ends the watch. */
  readonly isFatal: (error: DatabaseError, index: number) => boolean;
}

let lastId = 0;

/**
 * Snapshots of what is watched, for `for await`: each is a state that the database had, and later
 * than the one before. Who is slow misses what was superseded meanwhile. It begins with the first
 * `next()`, resumes by itself after cuts, and ends when the loop is left, or by the signal.
 */
export class LiveWatch<Snapshot> implements AsyncIterableIterator<Snapshot> {
  readonly #parts: WatchParts<Snapshot>;
  readonly #settings: WatchSettings;
  #targets: readonly LiveTarget[] | undefined;
  #state: WatchState = "connecting";
  #error: DatabaseError | undefined;
  #isOver = false;
  #hasNews = false;
  #wake: () => void = () => {};
  readonly #onAbort = () => this.#end();

  constructor(parts: WatchParts<Snapshot>, settings: WatchSettings) {
    this.#parts = parts;
    this.#settings = settings;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** How far it is. */
  get state(): WatchState {
    return this.#state;
  }

  /** @throws DatabaseError where it can't go on */
  async next(): Promise<IteratorResult<Snapshot, undefined>> {
    this.#begin();
    while (!this.#isOver) {
      if (this.#error !== undefined) {
        this.#end();
        throw this.#error;
      }
      const snapshot = this.#hasNews ? this.#take() : undefined;
      if (snapshot !== undefined) return { value: snapshot, done: false };
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return { value: undefined, done: true };
  }

  /** Ends it. */
  async return(): Promise<IteratorResult<Snapshot, undefined>> {
    this.#end();
    return Promise.resolve({ value: undefined, done: true });
  }

  #take(): Snapshot | undefined {
    this.#hasNews = false;
    return this.#parts.next((this.#targets ?? []).map(({ view }) => view));
  }

  #begin(): void {
    const { signal } = this.#settings;
    if (signal?.aborted === true) this.#end();
    if (this.#targets !== undefined || this.#isOver) return;
    signal?.addEventListener("abort", this.#onAbort);
    this.#targets = this.#parts.asked.map((asked, index) => {
      lastId += 1;
      return new LiveTarget(`t${String(lastId)}`, asked, {
        onView: () => this.#news(),
        onError: (error) => this.#fail(error, index),
        onState: () => this.#onState(),
      });
    });
    this.#parts.queries.add(this.#targets);
  }

  #fail(error: DatabaseError, index: number): void {
    if (this.#parts.isFatal(error, index)) this.#error ??= error;
    this.#news();
  }

  #news(): void {
    this.#hasNews = true;
    this.#wake();
  }

  /** Of several targets, the state of the one that is least far. */
  #onState(): void {
    const states = (this.#targets ?? []).map(({ state }) => state);
    const next = LEAST_FAR_FIRST.find((state) => states.includes(state)) ?? this.#state;
    if (next === this.#state) return;
    this.#state = next;
    this.#settings.onState?.(next);
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#settings.signal?.removeEventListener("abort", this.#onAbort);
    if (this.#targets !== undefined) this.#parts.queries.remove(this.#targets);
    this.#wake();
  }
}

const LEAST_FAR_FIRST = ["offline", "connecting", "behind", "current"] as const;
