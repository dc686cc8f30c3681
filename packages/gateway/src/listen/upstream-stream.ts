import { fullJitterMs } from "../documents/full-jitter.ts";
import { StoreError } from "../documents/store.ts";
import { liesInTarget } from "./lies-in-target.ts";
import type { ListenConnection, ListenTarget } from "./listen-connection.ts";
import { targetsOf, type ListenResponse, type ListenStatus } from "./listen-response.ts";
import { SilenceWatch } from "./silence-watch.ts";
import { isPermanent, targetError } from "./target-failure.ts";
import { TargetState } from "./target-state.ts";
import type { UpstreamOptions } from "./upstream-options.ts";
import type { Listening, TargetObserver, UpstreamTarget } from "./upstream-target.ts";

/**
 * One Listen stream for many targets, open as long as there is one. It connects again by itself
 * after any end, and goes on where each target was; a target that Firestore refuses ends alone.
 */
export class UpstreamStream {
  readonly #options: UpstreamOptions;
  readonly #silence: SilenceWatch;
  readonly #targets = new Set<UpstreamTarget>();
  readonly #byId = new Map<number, UpstreamTarget>();
  #lastId = 0;
  #connection: ListenConnection | undefined;
  /** How often the stream ended in a row without a result. */
  #failures = 0;
  #cancelReconnect: (() => void) | undefined;

  constructor(options: UpstreamOptions) {
    this.#options = options;
    this.#silence = new SilenceWatch(options, {
      isWaiting: () => this.#isWaiting(),
      onSilence: () => {
        this.#disconnect();
        this.#onEnd({ code: "UNAVAILABLE", message: "Firestore said nothing" });
      },
    });
  }

  /** How many targets there are. */
  get size(): number {
    return this.#targets.size;
  }

  listen(target: ListenTarget, observer: TargetObserver): Listening {
    const added: UpstreamTarget = {
      target,
      observer,
      state: new TargetState(this.#options.root),
      targetId: undefined,
      isResumed: false,
      isSuspect: false,
      removals: 0,
      cancelRetry: undefined,
    };
    this.#targets.add(added);
    if (this.#connection !== undefined) this.#ask(added);
    else if (this.#cancelReconnect === undefined) this.#connect();
    return { state: added.state, stop: () => this.#stop(added) };
  }

  #connect(): void {
    this.#cancelReconnect = undefined;
    const connection: ListenConnection = this.#options.open({
      onResponse: (response) => {
        if (this.#connection === connection) this.#onResponse(response);
      },
      onEnd: (status) => {
        if (this.#connection !== connection) return;
        this.#connection = undefined;
        this.#onEnd(status);
      },
    });
    this.#connection = connection;
    this.#silence.start();
    for (const target of this.#targets) if (!target.isSuspect) this.#ask(target);
    this.#askSuspect();
  }

  #disconnect(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.close();
  }

  /** Asks for a target, under a number that it has not had. */
  #ask(target: UpstreamTarget): void {
    // What was asked for before is still waited for from then on.
    if (!this.#isWaiting()) this.#silence.heard();
    target.cancelRetry?.();
    target.cancelRetry = undefined;
    target.state.restart();
    const { resumption } = target.state;
    this.#lastId += 1;
    target.targetId = this.#lastId;
    target.isResumed = resumption !== undefined;
    this.#byId.set(target.targetId, target);
    const { targetId } = target;
    this.#connection?.send({ kind: "add", targetId, target: target.target, resumption });
  }

  /** Asks for the next of those that may have ended the stream, if none is being asked for. */
  #askSuspect(): void {
    if (this.#connection === undefined || this.#isWaiting()) return;
    const suspect = [...this.#targets].find(({ isSuspect, targetId, cancelRetry }) => {
      return isSuspect && targetId === undefined && cancelRetry === undefined;
    });
    if (suspect !== undefined) this.#ask(suspect);
  }

  /** Whether a target that was asked for has no result yet. */
  #isWaiting(): boolean {
    return [...this.#byId.values()].some(({ state }) => !state.isCurrent);
  }

  #stop(target: UpstreamTarget): void {
    if (!this.#targets.delete(target)) return;
    target.cancelRetry?.();
    this.#release(target);
    if (this.#targets.size > 0) this.#askSuspect();
    else this.#close();
  }

  /** The target has no number any more. */
  #release(target: UpstreamTarget): void {
    const { targetId } = target;
    if (targetId === undefined) return;
    target.targetId = undefined;
    this.#byId.delete(targetId);
    this.#connection?.send({ kind: "remove", targetId });
  }

  #close(): void {
    this.#cancelReconnect?.();
    this.#cancelReconnect = undefined;
    this.#silence.stop();
    this.#failures = 0;
    this.#disconnect();
  }

  #onResponse(response: ListenResponse): void {
    this.#silence.heard();
    for (const targetId of targetsOf(response) ?? [...this.#byId.keys()]) {
      const target = this.#byId.get(targetId);
      // It may have been stopped by now, whether by this response or before.
      if (target !== undefined) this.#apply(response, target);
    }
    if (response.kind === "target" && response.change === "CURRENT") {
      this.#failures = 0;
      this.#askSuspect();
    }
  }

  #apply(response: ListenResponse, target: UpstreamTarget): void {
    const { state, observer, targetId = 0 } = target;
    if (response.kind === "target" && response.change === "REMOVE") {
      return this.#onRemoved(target, response.cause);
    }
    if (response.kind === "change" && !liesInTarget(response.document.path, target.target)) {
      return this.#end(target, new StoreError("INTERNAL", "A document lies outside of the target"));
    }
    const raised = state.apply(response, targetId);
    if (response.kind === "target" && response.change === "CURRENT") {
      target.removals = 0;
      target.isSuspect = false;
    }
    if (state.bytes > this.#options.maxTargetBytes) {
      return this.#end(target, new StoreError("ANSWER_TOO_LARGE", "The result is too large"));
    }
    if (raised === "mismatch") this.#askFromBeginning(target);
    else if (raised !== undefined) observer.onSnapshot(raised);
  }

  #askFromBeginning(target: UpstreamTarget): void {
    this.#release(target);
    target.state.forgetToken();
    this.#retry(target, target.removals === 0 ? 0 : this.#backoffMs(target.removals));
  }

  #onRemoved(target: UpstreamTarget, cause: ListenStatus | undefined): void {
    this.#byId.delete(target.targetId ?? 0);
    target.targetId = undefined;
    const isRefused = cause !== undefined && isPermanent(cause);
    if (isRefused && !target.isResumed) return this.#end(target, targetError(cause));
    if (isRefused) target.state.forgetToken();
    const waitMs = isRefused ? 0 : this.#backoffMs(target.removals);
    this.#retry(target, waitMs);
  }

  /** Asks again for a target that has no number any more. */
  #retry(target: UpstreamTarget, waitMs: number): void {
    target.removals += 1;
    target.cancelRetry = this.#options.clock.after(waitMs, () => {
      target.cancelRetry = undefined;
      if (target.isSuspect) this.#askSuspect();
      else if (this.#connection !== undefined) this.#ask(target);
    });
    this.#askSuspect();
  }

  #end(target: UpstreamTarget, error: StoreError): void {
    this.#stop(target);
    target.observer.onEnd(error);
  }

  #onEnd(status: ListenStatus): void {
    this.#silence.stop();
    const unanswered = [...this.#byId.values()].filter(({ state }) => !state.isCurrent);
    for (const target of this.#byId.values()) target.targetId = undefined;
    this.#byId.clear();
    const isExhausted = status.code === "RESOURCE_EXHAUSTED";
    const waitMs = this.#backoffMs(isExhausted ? Infinity : this.#failures);
    this.#failures += 1;
    this.#cancelReconnect = this.#options.clock.after(waitMs, () => this.#connect());
    if (isPermanent(status)) this.#blame(unanswered, status);
  }

  /** Ends the only target that was being asked for, or has those that were asked for one at a time. */
  #blame(unanswered: readonly UpstreamTarget[], status: ListenStatus): void {
    const [first, ...rest] = unanswered;
    if (first === undefined) return;
    for (const target of unanswered) target.isSuspect = true;
    if (rest.length > 0) return;
    if (first.isResumed) first.state.forgetToken();
    else this.#end(first, targetError(status));
  }

  #backoffMs(attempt: number): number {
    const { backoffBaseMs: baseMs, backoffMaxMs: maxMs, clock } = this.#options;
    return fullJitterMs(attempt, { baseMs, maxMs, random: () => clock.random() });
  }
}
