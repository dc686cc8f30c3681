import type { TargetSnapshot } from "../api/listen.ts";
import type { GatewayError } from "../errors/error.ts";
import type { DescribedQuery } from "../indexes/described-query.ts";
import type { TargetHub } from "./target-hub.ts";

/** What a target of a stream tells next. */
export type TargetNews =
  /** It needs a target at Firestore that may cost as many reads: {@link StreamTarget.open} once they are charged. */
  | { readonly kind: "opens"; readonly reads: number }
  | { readonly kind: "snapshot"; readonly readTime: string; readonly snapshot: ToldSnapshot }
  /** It is over. */
  | { readonly kind: "removed"; readonly error: GatewayError };

/** A snapshot before its token is sealed. */
export type ToldSnapshot = Omit<TargetSnapshot, "token"> & {
  /** What the token tells: which versions the client has now. */
  readonly digest: string;
  /** The client had just these versions before: there is nothing new. */
  readonly isResumed: boolean;
};

/** One target of a stream, as its caller may see it. */
export interface StreamTarget {
  readonly id: string;
  /** The path pattern of the collection that it falls on. */
  readonly collection: string;
  /** Whether documents are found by a query, or got. */
  readonly operation: "get" | "list";
  /** What is told of the query, once it is known. */
  readonly described?: DescribedQuery | undefined;
  /** What a token of it is bound to, as a text. Known from its first snapshot on. */
  readonly boundTo: string;
  /** Whether nobody knows what it costs before its first result is there: it has no limit. */
  readonly isUnbounded: boolean;
  /** About how much memory what is new takes, in bytes. */
  readonly pendingBytes: number;
  /** What is new since it was called last. */
  take(): TargetNews | undefined;
  /** Listens to what `opens` was told of. */
  open(): void;
  /** Reads that were made for it since it was called last. */
  takeReads(): number;
  close(): void;
}

/** What a target of a stream works with. */
export interface TargetContext {
  readonly hub: TargetHub;
  /** The digest that the client's token tells, if the token is bound to this. */
  readonly digestIn: (boundTo: string) => string | undefined;
}
