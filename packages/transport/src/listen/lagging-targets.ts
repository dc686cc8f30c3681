import type { WatchClock } from "../../../client/src/watch/watch-clock.ts";
import type { SdkTarget } from "./sdk-target.ts";
import type { TargetResult } from "./target-result.ts";

/** The longest that others wait for the next result of a target, in milliseconds. */
export const LAG_MS = 2_000;

interface Lag {
  /** What it told last. */
  readonly latest: TargetResult | undefined;
  readonly cancel: () => void;
}

/** The targets for whose next results others wait, and for how long they do. */
export class LaggingTargets {
  readonly #clock: Pick<WatchClock, "after">;
  readonly #onLagging: (target: SdkTarget) => void;
  readonly #lags = new Map<SdkTarget, Lag>();

  /** @param onLagging others have waited for the target for as long as they may */
  constructor(clock: Pick<WatchClock, "after">, onLagging: (target: SdkTarget) => void) {
    this.#clock = clock;
    this.#onLagging = onLagging;
  }

  /** Others wait for these now, and for none besides. */
  show(targets: ReadonlySet<SdkTarget>): void {
    for (const [target, { latest }] of this.#lags) {
      if (!targets.has(target) || target.latest !== latest) this.#forget(target);
    }
    for (const target of targets) if (!this.#lags.has(target)) this.#wait(target);
  }

  close(): void {
    for (const target of this.#lags.keys()) this.#forget(target);
  }

  #wait(target: SdkTarget): void {
    const cancel = this.#clock.after(LAG_MS, () => {
      this.#lags.delete(target);
      this.#onLagging(target);
    });
    this.#lags.set(target, { latest: target.latest, cancel });
  }

  #forget(target: SdkTarget): void {
    this.#lags.get(target)?.cancel();
    this.#lags.delete(target);
  }
}
