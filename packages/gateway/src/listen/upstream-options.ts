import type { Root } from "../documents/codec.ts";
import type { ListenClock } from "./listen-clock.ts";
import type { OpenListen } from "./listen-connection.ts";

/** What listening to a database goes by. */
export interface UpstreamOptions {
  readonly open: OpenListen;
  readonly clock: ListenClock;
  /** The name of all documents' root, below which the documents are. */
  readonly root: Root;
  /** Most targets on one stream. */
  readonly maxTargets: number;
  /** Most memory that the result of a target may take, in bytes. */
  readonly maxTargetBytes: number;
  /** How long nothing may come while a target waits for its result, in milliseconds. */
  readonly answerMs: number;
  /** How long nothing may come at all, in milliseconds. */
  readonly silenceMs: number;
  /** Half of the longest pause before the first attempt to connect again, in milliseconds. */
  readonly backoffBaseMs: number;
  /** What no such pause exceeds, in milliseconds. */
  readonly backoffMaxMs: number;
}

/** What is chosen where nothing says otherwise. */
export const UPSTREAM_DEFAULTS = {
  maxTargets: 100,
  maxTargetBytes: 8 * 1024 * 1024,
  answerMs: 30_000,
  silenceMs: 120_000,
  backoffBaseMs: 250,
  backoffMaxMs: 30_000,
} as const satisfies Partial<UpstreamOptions>;
