import { DatabaseError } from "../database-error.ts";
import { LiveStream } from "./live-stream.ts";
import type { LiveTarget, WatchState } from "./live-target.ts";
import type { StreamDoor } from "./stream-door.ts";
import type { RunEnd } from "./stream-run.ts";
import type { WatchClock } from "./watch-clock.ts";

export interface LiveQueriesOptions {
  readonly door: StreamDoor;
  readonly clock: WatchClock;
  readonly database: string | undefined;
}

/** Most targets of one stream. */
const MAX_TARGETS = 100;
/** How long streams go on side by side before they become one, in milliseconds. */
const JOIN_AFTER_MS = 1_000;
const FIRST_PAUSE_MS = 250;
/** The longest pause before another attempt, in milliseconds. */
export const LONGEST_PAUSE_MS = 30_000;
/** Failures in a row from which on a watch is offline. */
const OFFLINE_AFTER = 2;
/** How long a page may be hidden before its streams are closed, in milliseconds. */
export const HIDDEN_MS = 60_000;

/**
 * All that is watched of a database. What comes new is asked for at once by a stream of its own, and
 * joins the others a moment later, on a stream that is there before theirs end. Streams that end
 * are opened again, with what they told before.
 */
export class LiveQueries {
  readonly #options: LiveQueriesOptions;
  readonly #targets = new Set<LiveTarget>();
  readonly #streams = new Set<LiveStream>();
  /** Targets that no stream tells of, until one is opened for them. */
  readonly #waiting = new Set<LiveTarget>();
  readonly #retries = new Map<LiveTarget, () => void>();
  /** What replaces all other streams once it has told everything. */
  #joining: LiveStream | undefined;
  #cancelOpen: (() => void) | undefined;
  #cancelJoin: (() => void) | undefined;
  #cancelHide: (() => void) | undefined;
  #stopListening: (() => void) | undefined;
  #failures = 0;
  #isPoll = false;
  #isAsleep = false;
  #forceRefresh = false;

  constructor(options: LiveQueriesOptions) {
    this.#options = options;
  }

  add(targets: readonly LiveTarget[]): void {
    if (this.#targets.size === 0) this.#begin();
    for (const target of targets) {
      this.#targets.add(target);
      this.#waiting.add(target);
    }
    // All that are added in one turn come by one stream.
    this.#openAfter(0);
  }

  remove(targets: readonly LiveTarget[]): void {
    const removed = new Set(targets);
    for (const target of targets) this.#forget(target);
    for (const stream of this.#streams) {
      stream.drop(removed);
      if (stream.targets.length === 0) this.#close(stream);
      else this.#joinLater();
    }
    if (this.#targets.size === 0) this.#end();
  }

  #forget(target: LiveTarget): void {
    this.#targets.delete(target);
    this.#waiting.delete(target);
    this.#retries.get(target)?.();
    this.#retries.delete(target);
  }

  #begin(): void {
    const { clock, door } = this.#options;
    const ends = [clock.onChange(() => this.#onPage()), door.onUser(() => this.#onUser())];
    this.#stopListening = () => {
      for (const end of ends) end();
    };
  }

  #end(): void {
    for (const stream of this.#streams) this.#close(stream);
    for (const cancel of [this.#cancelOpen, this.#cancelJoin, this.#cancelHide]) cancel?.();
    this.#cancelOpen = this.#cancelJoin = this.#cancelHide = undefined;
    this.#stopListening?.();
    this.#failures = 0;
    this.#isAsleep = false;
  }

  #close(stream: LiveStream): void {
    this.#streams.delete(stream);
    if (this.#joining === stream) this.#joining = undefined;
    stream.stop();
  }

  #openAfter(ms: number): void {
    this.#cancelOpen?.();
    this.#cancelOpen = this.#options.clock.after(ms, () => {
      this.#cancelOpen = undefined;
      this.#openWaiting();
    });
  }

  #openWaiting(): void {
    if (this.#isAsleep) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (let at = 0; at < waiting.length; at += MAX_TARGETS)
      this.#open(waiting.slice(at, at + MAX_TARGETS));
  }

  #open(targets: readonly LiveTarget[]): LiveStream {
    const stream = new LiveStream({
      ...this.#options,
      targets,
      isPoll: this.#isPoll,
      forceRefresh: this.#forceRefresh,
      onAnswered: (answered) => this.#onAnswered(answered),
      onRemoved: (target, error) => this.#onRemoved(target, error),
      onEnd: (ended, end) => this.#onEnd(ended, end),
    });
    this.#forceRefresh = false;
    this.#streams.add(stream);
    return stream;
  }

  #onAnswered(stream: LiveStream): void {
    this.#failures = 0;
    if (stream === this.#joining) {
      this.#joining = undefined;
      const joined = new Set(stream.targets);
      for (const other of this.#streams) {
        if (other === stream) continue;
        other.drop(joined);
        if (other.targets.length === 0) this.#close(other);
      }
    }
    if (this.#streams.size > 1) this.#joinLater();
  }

  #joinLater(): void {
    if (this.#isPoll || this.#cancelJoin !== undefined) return;
    this.#cancelJoin = this.#options.clock.after(JOIN_AFTER_MS, () => {
      this.#cancelJoin = undefined;
      this.#join();
    });
  }

  /** Opens one stream for what several tell of. They go on until it has told everything. */
  #join(): void {
    const answered = [...this.#streams].filter(({ isAnswered }) => isAnswered);
    const targets = new Set(answered.flatMap((stream) => stream.targets));
    const isUseful = this.#joining === undefined && !this.#isAsleep && answered.length > 0;
    if (!isUseful || targets.size > MAX_TARGETS) return;
    this.#joining = this.#open([...targets]);
  }

  #onRemoved(target: LiveTarget, error: DatabaseError): void {
    if (!PASSING.has(error.code)) {
      this.#forget(target);
      return target.fail(error);
    }
    target.setState("behind");
    const { retryAfterMs = FIRST_PAUSE_MS } = error.details;
    const cancel = this.#options.clock.after(retryAfterMs, () => {
      this.#retries.delete(target);
      this.#waiting.add(target);
      this.#openAfter(0);
    });
    this.#retries.get(target)?.();
    this.#retries.set(target, cancel);
  }

  #onEnd(stream: LiveStream, end: RunEnd): void {
    const isJoining = stream === this.#joining;
    this.#close(stream);
    const targets = stream.targets.filter((target) => this.#targets.has(target));
    if (end.kind === "held back") this.#isPoll = true;
    // What keeps back polls too is no proxy that gathers what is sent.
    else if (end.kind === "cut") this.#isPoll = false;
    const error = refusalOf(end);
    if (error !== undefined) {
      for (const target of targets) this.#forget(target);
      for (const target of targets) target.fail(error);
      return;
    }
    // What it was to join goes on.
    if (isJoining) return this.#joinLater();
    const told = new Set([...this.#streams].flatMap((other) => other.targets));
    for (const target of targets) if (!told.has(target)) this.#waiting.add(target);
    this.#openAfter(this.#pauseAfter(end));
  }

  /** When to come back, in milliseconds. */
  #pauseAfter(end: RunEnd): number {
    const isPolled = end.kind === "end" && end.frame.reason === "POLLED";
    if (isPolled) this.#setStates("current");
    if (isPolled || end.kind === "held back") return 0;
    this.#failures += 1;
    this.#setStates(this.#failures < OFFLINE_AFTER ? "behind" : "offline");
    if (end.kind === "end") {
      // It was told to: that is no failure.
      this.#failures = 0;
      return end.frame.retryAfterMs;
    }
    // Tokens that are no good any more are fetched anew, once in a row.
    this.#forceRefresh = end.kind === "refused" && end.status === 401;
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures);
    const pause = longest * this.#options.clock.random();
    return end.kind === "refused" ? Math.max(pause, end.error.details.retryAfterMs ?? 0) : pause;
  }

  #setStates(state: WatchState): void {
    for (const target of this.#waiting) target.setState(state);
  }

  /** The page is hidden, or seen again, or the network is back. */
  #onPage(): void {
    const { clock } = this.#options;
    this.#cancelHide?.();
    this.#cancelHide = undefined;
    if (clock.isHidden()) {
      this.#cancelHide = clock.after(HIDDEN_MS, () => this.#sleep());
      return;
    }
    this.#isAsleep = false;
    if (this.#waiting.size > 0) this.#openAfter(0);
  }

  #sleep(): void {
    this.#isAsleep = true;
    for (const stream of this.#streams) {
      for (const target of stream.targets) this.#waiting.add(target);
      this.#close(stream);
    }
    this.#setStates("behind");
  }

  /** Nothing that was another user's is told from now on. */
  #onUser(): void {
    const targets = [...this.#targets];
    for (const target of targets) this.#forget(target);
    this.#end();
    for (const target of targets) target.fail(anotherUser());
  }
}

/** Codes of what passes by itself. */
const PASSING: ReadonlySet<string> = new Set([
  "resource-exhausted",
  "unavailable",
  "aborted",
  "internal",
]);

/** The error of a stream that would be refused again. */
function refusalOf(end: RunEnd): DatabaseError | undefined {
  if (end.kind === "end" && end.frame.reason === "REFUSED") return blockedError(end.frame.error);
  if (end.kind !== "refused" || PASSING.has(end.error.code)) return undefined;
  return end.status === 401 ? undefined : end.error;
}

function blockedError(told: { readonly message: string; readonly details: object } | undefined) {
  return new DatabaseError({
    code: "permission-denied",
    message: told?.message ?? "The caller may not watch any more.",
    details: told?.details,
  });
}

function anotherUser(): DatabaseError {
  return new DatabaseError({
    code: "unauthenticated",
    message: "Another user is signed in, or none. Watch again as who is signed in now.",
    details: { reason: "INVALID_CREDENTIALS" },
  });
}
