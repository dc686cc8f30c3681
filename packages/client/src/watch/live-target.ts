import type { TargetSnapshot } from "../../../gateway/src/api/listen.ts";
import type { DatabaseError } from "../database-error.ts";
import { nextView, type TargetView } from "./target-view.ts";

/** Who is told of a target. */
export interface TargetListener {
  /** There is another result. */
  onView(): void;
  /** It is over, for a reason that stays. */
  onError(error: DatabaseError): void;
  onState(state: WatchState): void;
}

/**
 * How far a watch is: `connecting` before its first result, `current` while changes flow, `behind`
 * while a cut is mended or the page is hidden, `offline` where that fails.
 */
export type WatchState = "connecting" | "current" | "behind" | "offline";

/** One target that is watched, whichever stream it comes by. */
export class LiveTarget {
  readonly id: string;
  readonly asked: object;
  readonly #listener: TargetListener;
  #view: TargetView | undefined;
  #state: WatchState = "connecting";

  constructor(id: string, asked: object, listener: TargetListener) {
    this.id = id;
    this.asked = asked;
    this.#listener = listener;
  }

  /** The latest result; undefined before the first. */
  get view(): TargetView | undefined {
    return this.#view;
  }

  get state(): WatchState {
    return this.#state;
  }

  setState(state: WatchState): void {
    // What had no result yet is connecting until it has.
    const next = state === "behind" && this.#view === undefined ? "connecting" : state;
    if (next === this.#state) return;
    this.#state = next;
    this.#listener.onState(next);
  }

  /** Takes a result, unless a later one is there. */
  show(view: TargetView): void {
    if (this.#view !== undefined && view.readTime < this.#view.readTime) return;
    this.#view = view;
    this.#listener.onView();
    this.setState("current");
  }

  fail(error: DatabaseError): void {
    this.#listener.onError(error);
  }
}

/**
 * A target as one stream tells it: from what it was when the stream was asked for, since that is
 * what its changes are of.
 */
export class StreamedTarget {
  readonly target: LiveTarget;
  #view: TargetView | undefined;
  /** Whether the stream has told its result, or that it is over. */
  isAnswered = false;

  constructor(target: LiveTarget) {
    this.target = target;
    this.#view = target.view;
  }

  /** What is asked for. */
  get asked(): object {
    const token = this.#view?.token;
    return { id: this.target.id, ...this.target.asked, ...(token !== undefined && { token }) };
  }

  take(snapshot: TargetSnapshot, readTime: string): void {
    this.isAnswered = true;
    this.#view = nextView(this.#view, snapshot, readTime);
    this.target.show(this.#view);
    // What the client has is the result, of whichever time that is.
    const { reset, documents, removed = [] } = snapshot;
    if (reset !== true && documents.length + removed.length === 0) this.target.setState("current");
  }
}
