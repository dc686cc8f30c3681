import type { DatabaseError } from "../../../client/src/database-error.ts";
import { ownClock, type WatchClock } from "../../../client/src/watch/watch-clock.ts";
import type { ChannelOptions, StreamChannel } from "../channel/stream-channel.ts";
import type { StreamError } from "../refusal.ts";
import { consistentResults } from "./consistent-results.ts";
import { LaggingTargets } from "./lagging-targets.ts";
import { targetChange, type ListenRequestJson, type ListenResponseJson } from "./listen-json.ts";
import { listenMemory, type ListenMemory } from "./listen-memory.ts";
import { SdkTarget } from "./sdk-target.ts";
import { causeOf } from "./target-cause.ts";
import type { TargetResult } from "./target-result.ts";
import { TargetStreams } from "./target-streams.ts";

/**
 * A Listen stream: live queries, by the gateway's function `listen`. To the SDK it is one stream,
 * by however many requests its targets come, and it ends where a connection is lost.
 */
export class ListenChannel implements StreamChannel {
  readonly #options: ChannelOptions;
  readonly #streams: TargetStreams;
  readonly #memory: ListenMemory;
  readonly #root: string;
  readonly #targets = new Map<number, SdkTarget>();
  readonly #lagging: LaggingTargets;
  /** What the SDK is told once the gateway has answered: before, it would think that it is online. */
  #untold: ListenResponseJson[] = [];
  #isOpen = false;
  #isOver = false;

  constructor(
    options: ChannelOptions,
    clock: WatchClock = ownClock(),
    memory: ListenMemory = listenMemory(options.urls.listen, options.database),
  ) {
    const { urls, database, headers } = options;
    this.#options = options;
    this.#memory = memory;
    this.#root = `${database}/documents/`;
    this.#lagging = new LaggingTargets(clock, (target) => this.#onLagging(target));
    this.#streams = new TargetStreams({
      door: { url: urls.listen, headers: () => Promise.resolve(headers), onUser: () => () => {} },
      clock,
      memory,
      database: database.slice(database.lastIndexOf("/") + 1),
      onOpen: (targets, time) => this.#onOpen(targets, time),
      onResults: () => this.#tellResults(),
      onDelayed: (target) => this.#tellAdded([target]),
      onRemoved: (target, error) => this.#onRemoved(target, error),
      onFailed: (failure) => this.#onFailed(failure),
    });
  }

  /** Nothing is asked for before there is a target. */
  open(): void {}

  send(request: object): void {
    if (this.#isOver) return;
    const { addTarget, removeTarget } = request as ListenRequestJson;
    if (addTarget !== undefined) {
      const kept = this.#memory.results.of(addTarget.resumeToken);
      const target = new SdkTarget(addTarget, this.#root, kept);
      this.#targets.set(target.targetId, target);
      this.#streams.add(target);
    }
    if (removeTarget !== undefined) this.#remove(removeTarget);
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#streams.close();
    this.#lagging.close();
    for (const { told } of this.#targets.values()) this.#keep(told, true);
    this.#targets.clear();
  }

  #keep(result: TargetResult | undefined, isCurrent: boolean): void {
    if (result !== undefined) this.#memory.results.keep({ result, isCurrent });
  }

  #remove(targetId: number): void {
    const target = this.#targets.get(targetId);
    this.#targets.delete(targetId);
    if (target !== undefined) {
      this.#streams.remove(target);
      this.#keep(target.told, false);
      // The SDK waits for an answer to each of its requests.
      if (!target.isAdded) this.#untold.push(targetChange("ADD", [targetId]));
    }
    this.#untold.push(targetChange("REMOVE", [targetId]));
    queueMicrotask(() => {
      this.#tellUntold();
      this.#tellResults();
    });
  }

  #onOpen(targets: readonly SdkTarget[], time: string): void {
    // The SDK may have kept a snapshot of another page's, later than what the gateway has kept
    // unchanged since. It takes none that is from before.
    this.#memory.snapshotTime ||= time;
    if (!this.#memory.isSilent) this.#tellAdded(targets);
  }

  /** Tells that the stream stands, and has these. */
  #tellAdded(targets: readonly SdkTarget[]): void {
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.#options.events.opened();
    }
    this.#tellUntold();
    const added = targets.filter(({ isAdded }) => !isAdded);
    if (added.length === 0) return;
    for (const target of added) target.isAdded = true;
    this.#tell([
      targetChange(
        "ADD",
        added.map(({ targetId }) => targetId),
      ),
    ]);
  }

  #tellUntold(): void {
    if (!this.#isOpen) return;
    const untold = this.#untold;
    this.#untold = [];
    this.#tell(untold);
  }

  /** Tells what is new of all targets and may be told together, as one snapshot. */
  #tellResults(): void {
    const targets = [...this.#targets.values()];
    const answered = targets.filter(({ latest }) => latest !== undefined);
    if (answered.length > 0) this.#tellAdded(answered);
    const { results, behind } = consistentResults(targets);
    const responses = [...results].flatMap(([target, result]) => target.takeResponses(result));
    this.#lagging.show(behind);
    const time = this.#snapshotTime();
    // What is missing counts as missing at the time of a snapshot.
    const isLater = time > this.#memory.snapshotTime && targets.some(({ isMissing }) => isMissing);
    if (responses.length === 0 && !isLater) return;
    this.#memory.snapshotTime = time;
    this.#tell([...responses, targetChange("NO_CHANGE", [], { readTime: time })]);
  }

  /**
   * The time of the next snapshot, none before the last. A document that is missing is missing to the
   * SDK until then: so it is none at which one may be there already.
   */
  #snapshotTime(): string {
    const targets = [...this.#targets.values()];
    const times = targets.map(({ knownUntil }) => knownUntil).sort();
    const missing = targets.filter(({ isMissing }) => isMissing);
    const bounds = missing.map(({ knownUntil }) => knownUntil);
    const [time = ""] = [times.at(-1) ?? "", ...bounds].sort();
    const { snapshotTime } = this.#memory;
    return time > snapshotTime ? time : snapshotTime;
  }

  /** Others have waited for the target for too long: they go on, and it is current no more. */
  #onLagging(target: SdkTarget): void {
    this.#tellAdded([target]);
    this.#tell([target.takeReset()]);
    this.#tellResults();
  }

  #onRemoved(target: SdkTarget, error: DatabaseError): void {
    if (this.#targets.get(target.targetId) === target) this.#targets.delete(target.targetId);
    this.#tellAdded([target]);
    this.#tell([targetChange("REMOVE", [target.targetId], { cause: causeOf(error) })]);
    this.#tellResults();
  }

  #onFailed(failure: StreamError): void {
    if (this.#isOver) return;
    this.close();
    this.#options.events.ended(failure);
  }

  #tell(responses: readonly ListenResponseJson[]): void {
    for (const response of responses) if (!this.#isOver) this.#options.events.message(response);
  }
}
