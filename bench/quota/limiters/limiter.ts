import type { CountingProxy } from "../counting-proxy/counting-proxy.ts";

/** Where Firestore is: `host:port` of each of its APIs. */
export type Origins = Pick<CountingProxy, "rest" | "grpc">;

/** Limits the calls of one caller, on one instance. */
export interface Limiter {
  /** Whether a call may go on. @throws where that can't be told */
  admits(): Promise<boolean>;
}

/** A way to limit calls. */
export interface LimiterKind {
  readonly title: string;
  /** Starts an instance, with a client of Firestore of its own. */
  readonly start: (firestore: Origins) => LimiterInstance;
  /** How the paths of the documents start that are kept of a caller. */
  readonly pathStart: (uid: string) => string;
}

export interface LimiterInstance {
  /** @param perMinute calls, and as many at once after a pause */
  limiter(uid: string, perMinute: number): Limiter;
}
