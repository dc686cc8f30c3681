import type { DatabaseError } from "../../../client/src/database-error.ts";
import { HIDDEN_MS } from "../../../client/src/watch/live-queries.ts";
import type { RunEnd } from "../../../client/src/watch/stream-run.ts";
import type { StreamError } from "../refusal.ts";
import { consequenceOf, unavailable, type EndConsequence } from "./end-consequence.ts";
import { isPassing, PATIENCE_MS, patienceFor } from "./patience.ts";
import type { SdkTarget } from "./sdk-target.ts";
import { messageFor } from "./target-cause.ts";
import { TargetStream, type TargetStreamOptions } from "./target-stream.ts";
import type { ListenMemory } from "./listen-memory.ts";
import { MAX_TARGETS, WaitingTargets } from "./waiting-targets.ts";

export interface TargetStreamsOptions extends Pick<
  TargetStreamOptions,
  "door" | "clock" | "database" | "onResults"
> {
  readonly memory: ListenMemory;
  /** The gateway has begun to answer for these. The time by its clock. */
  readonly onOpen: (targets: readonly SdkTarget[], time: string) => void;
  /** A target waits for a quota, which the gateway knows of although it has no result. */
  readonly onDelayed: (target: SdkTarget) => void;
  /** A target is over, for a reason that stays. */
  readonly onRemoved: (target: SdkTarget, error: DatabaseError) => void;
  /** The connection is lost, or the credentials are no good. Nothing is told after. */
  readonly onFailed: (failure: StreamError) => void;
}

/** Most streams at once: browsers have six connections to a host of HTTP/1.1, and writes need some. */
const MAX_STREAMS = 3;
/** Most streams that wait for their first results. */
const MAX_UNANSWERED = 2;
/** How often in a row a target is asked for again, while Firestore can't be reached. */
const MAX_REFUSALS = 2;
/** How long streams go on side by side before they become one, in milliseconds. */
export const JOIN_AFTER_MS = 1_000;
/** How long the first result of a target may take, in milliseconds: as Firestore's may at the gateway. */
export const RESULT_MS = 40_000;

/**
 * The streams by which the targets of one stream of the SDK's come. What comes new is asked for at
 * once by a stream of its own, and joins the others a moment later, on a stream that is there before
 * theirs end. A stream that the gateway ends is opened again, with what it told before; one that is
 * cut is the SDK's to open again, which knows from that when it is offline.
 */
export class TargetStreams {
  readonly #options: TargetStreamsOptions;
  readonly #targets = new Set<SdkTarget>();
  readonly #streams = new Set<TargetStream>();
  readonly #waiting = new WaitingTargets();
  /** Calls off what is to be done later. */
  readonly #later = new Set<() => void>();
  readonly #stopListening: () => void;
  /** What replaces other streams once it has told everything. */
  #joining: TargetStream | undefined;
  #isOpening = false;
  #isAsleep = false;
  #cancelHide: (() => void) | undefined;

  constructor(options: TargetStreamsOptions) {
    this.#options = options;
    this.#stopListening = options.clock.onChange(() => this.#onPage());
    this.#onPage();
  }

  add(target: SdkTarget): void {
    this.#targets.add(target);
    this.#waiting.add(target);
    // Somebody asks, though nobody may see the page.
    if (this.#isAsleep) this.#onPage();
    this.#openSoon();
  }

  remove(target: SdkTarget): void {
    this.#targets.delete(target);
    this.#waiting.delete(target);
    for (const stream of this.#streams) {
      if (stream.drop([target])) this.#close(stream);
      else if (stream.isThinned) this.#after(JOIN_AFTER_MS, () => this.#joinSettled());
    }
    this.#openSoon();
  }

  close(): void {
    for (const cancel of this.#later) cancel();
    this.#later.clear();
    this.#cancelHide?.();
    this.#stopListening();
    for (const stream of this.#streams) this.#close(stream);
    this.#targets.clear();
    this.#waiting.clear();
  }

  #after(ms: number, run: () => void): void {
    const cancel = this.#options.clock.after(ms, () => {
      this.#later.delete(cancel);
      run();
    });
    this.#later.add(cancel);
  }

  #close(stream: TargetStream): void {
    this.#streams.delete(stream);
    if (this.#joining === stream) this.#joining = undefined;
    stream.stop();
  }

  /** All that comes in one turn comes by one stream. */
  #openSoon(): void {
    if (this.#isOpening || this.#waiting.size === 0) return;
    this.#isOpening = true;
    this.#after(0, () => {
      this.#isOpening = false;
      this.#openWaiting();
    });
  }

  #openWaiting(): void {
    if (this.#waiting.size === 0 || this.#isAsleep) return;
    const unanswered = [...this.#streams].filter(({ isAnswered }) => !isAnswered);
    // What waits is opened when one of them is answered, or over.
    if (unanswered.length >= MAX_UNANSWERED) return;
    if (this.#streams.size >= MAX_STREAMS) {
      if (this.#joining !== undefined || this.#join([...this.#streams])) return;
    }
    this.#open(this.#waiting.next);
    this.#openSoon();
  }

  #open(targets: readonly SdkTarget[]): TargetStream {
    this.#waiting.delete(...targets);
    const stream: TargetStream = new TargetStream({
      ...this.#options,
      targets,
      isPoll: this.#options.memory.isPoll,
      onOpen: (time) => {
        this.#options.memory.credentials.taken();
        this.#options.onOpen(stream.targets, time);
      },
      onResults: () => {
        this.#options.memory.answered();
        this.#options.onResults();
      },
      onOutrun: (target) => this.#onOutrun(target),
      onRemoved: (target, error) => this.#onTargetRefused(stream, target, error),
      onAnswered: (answered) => this.#onAnswered(answered),
      onEnd: (ended, end) => this.#onEnd(ended, end),
    });
    this.#streams.add(stream);
    if (stream.isAnswered) this.#settleLater(stream);
    else this.#after(RESULT_MS, () => this.#giveUp(stream));
    return stream;
  }

  /** A stream that stands, and has no result to tell, is as good as cut. */
  #giveUp(stream: TargetStream): void {
    if (!this.#streams.has(stream) || stream.isAnswered) return;
    this.#options.memory.unanswered();
    this.#onEnd(stream, { kind: "cut" });
  }

  #onAnswered(stream: TargetStream): void {
    if (stream === this.#joining) {
      this.#joining = undefined;
      this.#replace(stream);
    }
    this.#settleLater(stream);
    this.#openSoon();
  }

  #settleLater(stream: TargetStream): void {
    this.#after(JOIN_AFTER_MS, () => {
      stream.isSettled = true;
      this.#joinSettled();
    });
  }

  /** The others tell nothing any more of what this stream tells. */
  #replace(stream: TargetStream): void {
    for (const other of this.#streams) {
      if (other !== stream && other.drop(stream.targets)) this.#close(other);
    }
  }

  #joinSettled(): void {
    const settled = [...this.#streams].filter(({ isSettled }) => isSettled);
    if (settled.length > 1 || settled.some(({ isThinned }) => isThinned)) this.#join(settled);
  }

  /**
   * Opens one stream for what several tell of, and for what waits. They go on until it has told
   * everything.
   *
   * @returns whether it has
   */
  #join(streams: readonly TargetStream[]): boolean {
    const answered = streams.filter(({ isAnswered }) => isAnswered);
    const told = answered.flatMap((one) => one.targets);
    const targets = new Set([...told, ...this.#waiting.together]);
    const isUseful = this.#joining === undefined && !this.#isAsleep && answered.length > 0;
    if (!isUseful || targets.size > MAX_TARGETS) return false;
    const joining = this.#open([...targets]);
    if (!joining.isAnswered) this.#joining = joining;
    // Nothing is lost with a poll that is not waited for any more.
    if (joining.isPoll) this.#replace(joining);
    return true;
  }

  /** Asks for a target anew, from its whole result on, unless the stream that told it goes on. */
  #onOutrun(target: SdkTarget): void {
    for (const stream of this.#streams) if (stream.targets.length === 0) this.#close(stream);
    if ([...this.#streams].some(({ targets }) => targets.includes(target))) return;
    this.#waiting.add(target);
    this.#openSoon();
  }

  #onTargetRefused(stream: TargetStream, target: SdkTarget, error: DatabaseError): void {
    const isToldElsewhere = [...this.#streams].some((one) => one.targets.includes(target));
    // What the stream was to join goes on: it was not to cost its targets anything.
    if (isToldElsewhere && isPassing(error)) {
      return this.#onEnd(stream, { kind: "refused", status: 200, error });
    }
    for (const one of this.#streams) if (one.drop([target])) this.#close(one);
    this.#onRefused(target, error);
  }

  /** A target of which no stream tells is refused. */
  #onRefused(target: SdkTarget, error: DatabaseError): void {
    const waitMs = patienceFor(error, target.waitedMs);
    if (waitMs === undefined) {
      this.#targets.delete(target);
      this.#options.onRemoved(target, error);
      return this.#openSoon();
    }
    target.waits(waitMs);
    if (error.code === "resource-exhausted") this.#options.onDelayed(target);
    // Who asks once is answered from the cache then, and does not wait for ever.
    else if (target.refusals > MAX_REFUSALS) {
      this.#options.memory.unanswered();
      return this.#options.onFailed(unavailable(error));
    }
    this.#waitAgain([target], waitMs);
  }

  /** A request is refused. What is wrong in it may be wrong of one of its targets alone. */
  #onAllRefused(targets: readonly SdkTarget[], error: DatabaseError): void {
    if (targets.length > 1 && error.code === "invalid-argument") {
      for (const target of targets) target.isSuspect = true;
      return this.#waitAgain(targets, 0);
    }
    for (const target of targets) this.#onRefused(target, error);
  }

  #waitAgain(targets: readonly SdkTarget[], ms: number): void {
    this.#after(ms, () => {
      this.#waiting.add(...targets.filter((one) => this.#targets.has(one)));
      this.#openSoon();
    });
  }

  #onEnd(stream: TargetStream, end: RunEnd): void {
    const isJoining = stream === this.#joining;
    this.#close(stream);
    const told = new Set([...this.#streams].flatMap((other) => other.targets));
    const orphans = stream.targets.filter((one) => this.#targets.has(one) && !told.has(one));
    // What it was to join goes on, and tells by itself where something is wrong.
    if (isJoining && orphans.length === 0) {
      return this.#after(joinAgainMs(end), () => this.#joinSettled());
    }
    if (end.kind === "cut" && stream.isPoll) this.#options.memory.pollCut();
    this.#apply(consequenceOf(end), orphans);
  }

  #apply(consequence: EndConsequence, orphans: readonly SdkTarget[]): void {
    const { memory, onFailed } = this.#options;
    switch (consequence.kind) {
      case "again":
        return this.#waitAgain(orphans, consequence.afterMs);
      case "poll":
        memory.heldBack();
        return this.#waitAgain(orphans, 0);
      case "refused":
        return this.#onAllRefused(orphans, consequence.error);
      case "unauthenticated":
        if (memory.credentials.refused() === "UNAUTHENTICATED") {
          const message = messageFor(consequence.error);
          return onFailed({ status: "UNAUTHENTICATED", message });
        }
        // Another token is no better: it is not that one has expired.
        for (const target of orphans) this.#onRefused(target, consequence.error);
        return;
      case "failed":
        return onFailed(consequence.failure);
    }
  }

  /** The page is hidden, or seen again. */
  #onPage(): void {
    const { clock } = this.#options;
    this.#cancelHide?.();
    this.#cancelHide = clock.isHidden() ? clock.after(HIDDEN_MS, () => this.#sleep()) : undefined;
    this.#isAsleep = false;
    this.#openSoon();
  }

  /** Closes the streams of a page that nobody sees, until somebody does or asks. */
  #sleep(): void {
    this.#isAsleep = true;
    for (const stream of this.#streams) {
      this.#waiting.add(...stream.targets);
      this.#close(stream);
    }
  }
}

/** After how many milliseconds streams are to be joined again, after one that was to join them ended. */
function joinAgainMs(end: RunEnd): number {
  if (end.kind !== "refused") return JOIN_AFTER_MS;
  const { retryAfterMs = PATIENCE_MS } = end.error.details;
  return Math.max(JOIN_AFTER_MS, retryAfterMs);
}
