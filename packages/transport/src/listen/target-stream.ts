import type { ListenFrame, TargetSnapshot } from "../../../gateway/src/api/listen.ts";
import type { DatabaseError } from "../../../client/src/database-error.ts";
import type { StreamDoor } from "../../../client/src/watch/stream-door.ts";
import { databaseError, StreamRun, type RunEnd } from "../../../client/src/watch/stream-run.ts";
import type { WatchClock } from "../../../client/src/watch/watch-clock.ts";
import { StreamedResult, type SdkTarget } from "./sdk-target.ts";

export interface TargetStreamOptions {
  readonly door: StreamDoor;
  readonly clock: WatchClock;
  /** The id of the database. */
  readonly database: string;
  readonly isPoll: boolean;
  readonly targets: readonly SdkTarget[];
  /** The gateway has begun to answer, at this time by its clock. */
  readonly onOpen: (time: string) => void;
  /** Results may have changed. */
  readonly onResults: () => void;
  /** The stream can tell nothing more of a target, of which another one has told the whole result. */
  readonly onOutrun: (target: SdkTarget) => void;
  /** The gateway has removed a target. */
  readonly onRemoved: (target: SdkTarget, error: DatabaseError) => void;
  /** All targets have their result, or are over. */
  readonly onAnswered: (stream: TargetStream) => void;
  readonly onEnd: (stream: TargetStream, end: RunEnd) => void;
}

/** One request to the gateway for targets, and what it tells of them. */
export class TargetStream {
  readonly isPoll: boolean;
  /** Whether it has told the result of each target; a poll that waits for news has none to tell. */
  isAnswered: boolean;
  /** Whether that was so long ago that it is worth while to join it with others. */
  isSettled = false;
  /** Whether it tells of targets that nobody wants any more. */
  isThinned = false;
  readonly #options: TargetStreamOptions;
  readonly #results: Map<string, StreamedResult>;
  readonly #run: StreamRun;

  constructor(options: TargetStreamOptions) {
    const { targets, isPoll } = options;
    this.#options = options;
    this.isPoll = isPoll;
    this.isAnswered = isPoll && targets.every(({ latest }) => latest !== undefined);
    this.#results = new Map(targets.map((one) => [one.id, new StreamedResult(one, isPoll)]));
    this.#run = new StreamRun({
      ...options,
      targets: Array.from(this.#results.values(), ({ asked }) => asked),
      forceRefresh: false,
      onFrame: (frame) => this.#onFrame(frame),
      onEnd: (end) => options.onEnd(this, end),
    });
  }

  /** The targets that it tells of. */
  get targets(): readonly SdkTarget[] {
    return Array.from(this.#results.values(), ({ target }) => target);
  }

  /** Tells nothing of these any more. @returns whether none is left */
  drop(targets: Iterable<SdkTarget>): boolean {
    for (const { id } of targets) if (this.#results.delete(id)) this.isThinned = true;
    return this.#results.size === 0;
  }

  stop(): void {
    this.#run.stop();
  }

  #onFrame(frame: ListenFrame): void {
    if (frame.kind === "open") this.#options.onOpen(frame.time);
    if (frame.kind === "snapshot") {
      for (const snapshot of frame.targets) this.#take(snapshot);
      for (const { isAnswered, target } of this.#results.values()) {
        if (isAnswered) target.know(frame.readTime);
      }
      this.#options.onResults();
    }
    if (frame.kind === "removed") this.#remove(frame.id, databaseError(frame.error));
    if (this.isAnswered || ![...this.#results.values()].every((one) => one.isAnswered)) return;
    this.isAnswered = true;
    this.#options.onAnswered(this);
  }

  #take(snapshot: TargetSnapshot): void {
    const result = this.#results.get(snapshot.id);
    if (result === undefined || result.take(snapshot)) return;
    this.drop([result.target]);
    this.#options.onOutrun(result.target);
  }

  #remove(id: string, error: DatabaseError): void {
    const removed = this.#results.get(id);
    this.#results.delete(id);
    if (removed !== undefined) this.#options.onRemoved(removed.target, error);
  }
}
