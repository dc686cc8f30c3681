import type { ListenTarget } from "./listen-connection.ts";
import { UpstreamStream } from "./upstream-stream.ts";
import type { UpstreamOptions } from "./upstream-options.ts";
import type { Listening, TargetObserver } from "./upstream-target.ts";

/** Listens to any number of targets of a database, over as many streams as they need. */
export class Upstream {
  readonly #options: UpstreamOptions;
  #streams: readonly UpstreamStream[] = [];

  constructor(options: UpstreamOptions) {
    this.#options = options;
  }

  /** How many streams are open. */
  get streams(): number {
    return this.#streams.filter(({ size }) => size > 0).length;
  }

  listen(target: ListenTarget, observer: TargetObserver): Listening {
    const [room] = this.#streams
      .filter(({ size }) => size > 0 && size < this.#options.maxTargets)
      .toSorted((a, b) => b.size - a.size);
    if (room !== undefined) return room.listen(target, observer);
    const stream = new UpstreamStream(this.#options);
    this.#streams = [...this.#streams.filter(({ size }) => size > 0), stream];
    return stream.listen(target, observer);
  }
}
