import type { ListenFrame, StreamEnd, TargetSnapshot } from "../api/listen.ts";
import type { GatewayError } from "../errors/error.ts";
import type { ListenClock } from "../listen/listen-clock.ts";
import type { FrameRoom } from "./frame-room.ts";
import type { ReadCharges } from "./read-charges.ts";
import type { ResumeTokens } from "./resume-token.ts";
import type { StreamLength } from "./stream-times.ts";
import type { StreamTarget, TargetNews } from "./stream-target.ts";
import { toldError } from "./told-error.ts";
import type { UnboundedLoads } from "./unbounded-loads.ts";
import type { Wakeup } from "./wakeup.ts";

/** At least so often there is a frame, in milliseconds: shorter than proxies wait. */
export const PING_MS = 20_000;
/** The longest after which a client comes back to another stream, in milliseconds. */
const COME_BACK_MS = 1_000;
/** About how much memory the documents of one snapshot may take, in bytes, if they are of several targets. */
const MAX_SNAPSHOT_BYTES = 8 * 1024 * 1024;
/** Characters of the first frame, since some clients hold back what is short. */
const PADDING = " ".repeat(2_048);

/** Where frames go. */
export interface FrameSink {
  /** Ends when there is room for more. @returns false where the client is gone */
  send(frame: ListenFrame): Promise<boolean>;
}

export interface StreamOptions {
  /** Who is told, as records of quotas name it. */
  readonly caller: string;
  readonly targets: readonly StreamTarget[];
  readonly sink: FrameSink;
  readonly charges: ReadCharges;
  readonly tokens: ResumeTokens;
  readonly clock: ListenClock;
  readonly length: StreamLength;
  /** Whether it ends with the first news. */
  readonly isPoll: boolean;
  /** It is now: RFC 3339, UTC, with microseconds. */
  readonly time: string;
  /** Is woken by whatever is new of the targets. */
  readonly wakeup: Wakeup;
  /** What all streams of the instance have of memory for what they tell. */
  readonly room: FrameRoom;
  /** The queries without a limit that all streams of the instance load. */
  readonly loads: UnboundedLoads;
}

/** One stream to a client: the news of its targets, until it ends. */
export class ListenStream {
  readonly #options: StreamOptions;
  readonly #targets = new Map<string, StreamTarget>();
  readonly #cancels: (() => void)[] = [];
  #cancelPing: () => void = () => {};
  #isPingDue = false;
  #hasTold = false;
  #isGone = false;
  /** Comes when nothing is to be told any more. */
  readonly #over = new AbortController();
  #end: { readonly reason: StreamEnd; readonly error?: GatewayError } | undefined;

  constructor(options: StreamOptions) {
    this.#options = options;
    for (const target of options.targets) this.#targets.set(target.id, target);
  }

  /** Tells the client that it is over. */
  end(reason: StreamEnd, error?: GatewayError): void {
    this.#end ??= { reason, ...(error && { error }) };
    this.#over.abort();
    this.#options.wakeup.wake();
  }

  /** Nobody listens any more. */
  abandon(): void {
    this.#isGone = true;
    this.#over.abort();
    this.#options.wakeup.wake();
  }

  /** Tells that a target can't be listened to. */
  async refuse(id: string, error: GatewayError): Promise<void> {
    await this.#send({ kind: "removed", id, error: toldError(error) });
  }

  /** The first frame, which comes at once. */
  async begin(): Promise<void> {
    const { clock, length, time } = this.#options;
    this.#cancels.push(clock.after(length.ms, () => this.end(length.reason)));
    await this.#send({ kind: "open", pingMs: PING_MS, time, padding: PADDING });
  }

  /** Tells all news until the stream ends. */
  async run(): Promise<void> {
    try {
      while (!this.#isGone && this.#end === undefined) {
        await this.#turn();
        if (this.#targets.size === 0) this.end("NO_TARGETS");
        if (this.#options.isPoll && this.#hasTold) this.end("POLLED");
        await this.#options.wakeup.wait();
      }
      await this.#tellEnd();
    } finally {
      this.#cancelPing();
      for (const cancel of this.#cancels) cancel();
      for (const target of this.#targets.values()) await this.#close(target);
    }
  }

  /** Tells what is new, once there is room for it. */
  async #turn(): Promise<void> {
    const { targets, bytes } = this.#due();
    const { caller, room } = this.#options;
    const leave = await room.enter({ bytes, caller }, this.#over.signal);
    if (leave === undefined) return;
    try {
      await this.#tell(targets);
    } finally {
      leave();
    }
  }

  /** The targets whose news fit into one snapshot, and about how many bytes these are: what doesn't fit comes first in the next. */
  #due(): { readonly targets: readonly StreamTarget[]; readonly bytes: number } {
    const targets: StreamTarget[] = [];
    let bytes = 0;
    for (const target of this.#targets.values()) {
      const { pendingBytes } = target;
      if (bytes > 0 && bytes + pendingBytes > MAX_SNAPSHOT_BYTES) continue;
      targets.push(target);
      bytes += pendingBytes;
    }
    if (targets.length < this.#targets.size) {
      for (const target of targets) this.#targets.delete(target.id);
      for (const target of targets) this.#targets.set(target.id, target);
      this.#options.wakeup.wake();
    }
    return { targets, bytes };
  }

  /** Takes all that is new at once, so that what is told together was so together. */
  async #tell(targets: readonly StreamTarget[]): Promise<void> {
    const news = targets
      .filter((target) => this.#mayTake(target))
      .map((target) => [target, target.take()] as const);
    const snapshots: TargetSnapshot[] = [];
    let readTime: string | undefined;
    for (const [target, one] of news) {
      if (one === undefined) continue;
      const error = await this.#pay(target, one);
      if (!target.isUnbounded) this.#options.loads.leave(this.#options.caller, target);
      if (error !== undefined) await this.#remove(target, error);
      else if (one.kind === "opens") this.#open(target);
      else if (one.kind === "snapshot" && !this.#isNothing(one)) {
        snapshots.push(this.#sealed(target, one));
        if (readTime === undefined || one.readTime < readTime) ({ readTime } = one);
      }
    }
    if (readTime !== undefined)
      await this.#send({ kind: "snapshot", readTime, targets: snapshots });
    else if (this.#isPingDue) await this.#ping();
  }

  #mayTake(target: StreamTarget): boolean {
    const { caller, loads, wakeup } = this.#options;
    return !target.isUnbounded || loads.enter(caller, target, wakeup);
  }

  /** Charges what it costs. @returns why the target is over, if it is */
  async #pay(target: StreamTarget, news: TargetNews): Promise<GatewayError | undefined> {
    const { charges } = this.#options;
    if (news.kind === "opens") {
      return news.reads === 0 ? undefined : charges.estimate(target, news.reads);
    }
    const refused = await charges.charge(target, target.takeReads());
    return news.kind === "removed" ? news.error : refused;
  }

  #open(target: StreamTarget): void {
    target.open();
    this.#options.wakeup.wake();
  }

  /** A poll waits until there is something. */
  #isNothing({ snapshot }: Extract<TargetNews, { readonly kind: "snapshot" }>): boolean {
    return this.#options.isPoll && snapshot.isResumed;
  }

  #sealed(
    target: StreamTarget,
    { snapshot }: Extract<TargetNews, { readonly kind: "snapshot" }>,
  ): TargetSnapshot {
    const { digest, isResumed: _, ...told } = snapshot;
    return { ...told, token: this.#options.tokens.seal(digest, target.boundTo) };
  }

  async #remove(target: StreamTarget, error: GatewayError): Promise<void> {
    this.#targets.delete(target.id);
    await this.#close(target);
    await this.refuse(target.id, error);
  }

  async #close(target: StreamTarget): Promise<void> {
    const reads = target.takeReads();
    target.close();
    const { caller, charges, loads } = this.#options;
    await charges.release(target, reads);
    loads.leave(caller, target);
  }

  async #ping(): Promise<void> {
    if (this.#options.isPoll) this.end("POLLED");
    else await this.#send({ kind: "ping" });
  }

  async #tellEnd(): Promise<void> {
    if (this.#end === undefined || this.#isGone) return;
    const { reason, error } = this.#end;
    const retryAfterMs = BACK_AT_ONCE.has(reason)
      ? 0
      : Math.ceil(COME_BACK_MS * this.#options.clock.random());
    await this.#send({
      kind: "end",
      reason,
      retryAfterMs,
      ...(error && { error: toldError(error) }),
    });
  }

  async #send(frame: ListenFrame): Promise<void> {
    if (this.#isGone) return;
    if (frame.kind === "snapshot" || frame.kind === "removed") this.#hasTold = true;
    if (!(await this.#options.sink.send(frame))) this.abandon();
    this.#isPingDue = false;
    this.#cancelPing();
    this.#cancelPing = this.#options.clock.after(PING_MS, () => {
      this.#isPingDue = true;
      this.#options.wakeup.wake();
    });
  }
}

const BACK_AT_ONCE: ReadonlySet<StreamEnd> = new Set<StreamEnd>(["TOKEN_EXPIRES", "POLLED"]);
