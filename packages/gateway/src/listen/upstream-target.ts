import type { StoreError } from "../documents/store.ts";
import type { ListenTarget } from "./listen-connection.ts";
import type { SizedResult } from "./pending-changes.ts";
import type { ResultSnapshot } from "./result-change.ts";
import type { TargetState } from "./target-state.ts";

/** Who is told of a target. */
export interface TargetObserver {
  onSnapshot(snapshot: ResultSnapshot): void;
  /** The target is over: Firestore refuses it, or its result is too large (ANSWER_TOO_LARGE). */
  onEnd(error: StoreError): void;
}

/** A target of a stream. */
export interface UpstreamTarget {
  readonly target: ListenTarget;
  readonly state: TargetState;
  readonly observer: TargetObserver;
  /** Its number on the stream; undefined while it isn't asked for. */
  targetId: number | undefined;
  /** Whether it was asked for with a token. */
  isResumed: boolean;
  /** Whether a stream ended for a reason that may be this target, so that it is asked for alone. */
  isSuspect: boolean;
  /** How often it was removed or given up in a row without having had a result. */
  removals: number;
  /** Keeps it from being asked for again, where that waits. */
  cancelRetry: (() => void) | undefined;
}

/** A target that is listened to. */
export interface Listening {
  readonly state: SizedResult;
  /** Nothing is told of it any more. */
  stop(): void;
}
