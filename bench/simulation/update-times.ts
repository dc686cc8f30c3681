import type { Watch } from "../../packages/gateway/simulation/simulated-database.ts";
import type { VirtualTime } from "../../packages/gateway/simulation/virtual-time.ts";

/** When each document was updated, and how many commits came too late. */
export class UpdateTimes implements Watch {
  /** Commits that were refused, as another writer had come first. */
  lostRaces = 0;
  readonly #time: VirtualTime;
  readonly #timesMs = new Map<string, number[]>();

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  readonly wrote = (path: string): void => {
    const timesMs = this.#timesMs.get(path) ?? [];
    timesMs.push(this.#time.nowMs);
    this.#timesMs.set(path, timesMs);
  };

  readonly lostRace = (): void => {
    this.lostRaces += 1;
  };

  /** The updates a second of the busiest document in the busiest time of so many seconds. */
  perSecond(seconds: number): number {
    const counts = [...this.#timesMs.values()].map((of) => mostWithin(of, seconds * 1_000));
    return Math.max(0, ...counts) / seconds;
  }
}

/** @param timesMs - In order. */
function mostWithin(timesMs: readonly number[], windowMs: number): number {
  let [first, most] = [0, 0];
  for (const [last, atMs] of timesMs.entries()) {
    while ((timesMs[first] ?? atMs) <= atMs - windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
