import type { ListenFrame } from "../../../gateway/src/api/listen.ts";
import { StreamedTarget, type LiveTarget } from "./live-target.ts";
import { databaseError, StreamRun, type RunEnd, type StreamRunOptions } from "./stream-run.ts";
import type { DatabaseError } from "../database-error.ts";

export interface LiveStreamOptions extends Pick<
  StreamRunOptions,
  "door" | "clock" | "database" | "isPoll" | "forceRefresh"
> {
  readonly targets: readonly LiveTarget[];
  /** All targets have their result, or are over. */
  readonly onAnswered: (stream: LiveStream) => void;
  /** The gateway has removed a target. */
  readonly onRemoved: (target: LiveTarget, error: DatabaseError) => void;
  readonly onEnd: (stream: LiveStream, end: RunEnd) => void;
}

/** Targets that one stream tells of. */
export class LiveStream {
  readonly #options: LiveStreamOptions;
  readonly #targets: Map<string, StreamedTarget>;
  readonly #run: StreamRun;
  #isAnswered = false;

  constructor(options: LiveStreamOptions) {
    this.#options = options;
    this.#targets = new Map(options.targets.map((one) => [one.id, new StreamedTarget(one)]));
    this.#run = new StreamRun({
      ...options,
      targets: Array.from(this.#targets.values(), ({ asked }) => asked),
      onFrame: (frame) => this.#onFrame(frame),
      onEnd: (end) => options.onEnd(this, end),
    });
  }

  /** The targets that it tells of. */
  get targets(): readonly LiveTarget[] {
    return Array.from(this.#targets.values(), ({ target }) => target);
  }

  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** Tells nothing of these any more. */
  drop(targets: ReadonlySet<LiveTarget>): void {
    for (const { id } of targets) this.#targets.delete(id);
  }

  stop(): void {
    this.#run.stop();
  }

  #onFrame(frame: ListenFrame): void {
    if (frame.kind === "snapshot") {
      for (const snapshot of frame.targets)
        this.#targets.get(snapshot.id)?.take(snapshot, frame.readTime);
    }
    if (frame.kind === "removed") {
      const removed = this.#targets.get(frame.id);
      this.#targets.delete(frame.id);
      if (removed !== undefined)
        this.#options.onRemoved(removed.target, databaseError(frame.error));
    }
    if (this.#isAnswered || ![...this.#targets.values()].every((one) => one.isAnswered)) return;
    this.#isAnswered = true;
    this.#options.onAnswered(this);
  }
}
