import { GatewayError } from "../errors/error.ts";
import type { Hub } from "../listen/hub.ts";
import type { ListenTarget } from "../listen/listen-connection.ts";
import type { Overload, TargetWatch } from "../listen/target-watch.ts";

/** What is listened to in one database, for one stream that is told when there is news. */
export class TargetHub {
  readonly #hub: Hub;
  readonly #database: string;
  readonly #onNews: () => void;

  constructor(hub: Hub, database: string, onNews: () => void) {
    this.#hub = hub;
    this.#database = database;
    this.#onNews = onNews;
  }

  /** Whether the target's result is in memory, so that it costs no read. */
  isLoaded(target: ListenTarget): boolean {
    return this.#hub.isLoaded({ database: this.#database, target });
  }

  /** The watch, or why there is no room for it. */
  watch(target: ListenTarget): TargetWatch | GatewayError {
    const answer = this.#hub.watch({ database: this.#database, target }, this.#onNews);
    return "watch" in answer ? answer.watch : overloaded(answer);
  }
}

/** The error for what this instance has no room for now. */
export function overloaded({ retryAfterMs }: Overload): GatewayError {
  return new GatewayError(
    "GATEWAY_UNAVAILABLE",
    "This instance listens to as much as it can. Try again in a few seconds.",
    { retryAfterMs: Math.ceil(retryAfterMs) },
  );
}
