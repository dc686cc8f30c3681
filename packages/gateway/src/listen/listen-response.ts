import type { StoredDocument } from "../documents/store.ts";

/** google.rpc.Status: the code by its name. */
export interface ListenStatus {
  readonly code: string;
  readonly message: string;
}

/**
 * What happened to targets. Without target ids it is said of all targets of the stream.
 * @see https://firebase.google.com/docs/firestore/reference/rpc/google.firestore.v1#targetchange
 */
export interface TargetChangeResponse {
  readonly kind: "target";
  readonly change: "NO_CHANGE" | "ADD" | "REMOVE" | "CURRENT" | "RESET";
  readonly targetIds: readonly number[];
  /** Why a target was removed; absent where that was asked for. */
  readonly cause?: ListenStatus;
  /** Absent where there is none. */
  readonly resumeToken?: Uint8Array;
  /** RFC 3339, UTC, with microseconds. */
  readonly readTime?: string;
}

/** A document that is in the results of some targets, and no longer in those of others. */
export interface DocumentChangeResponse {
  readonly kind: "change";
  readonly document: StoredDocument;
  readonly targetIds: readonly number[];
  readonly removedTargetIds: readonly number[];
}

/** A document that was deleted, or is in no result of these targets any more. */
export interface DocumentGoneResponse {
  readonly kind: "delete" | "remove";
  readonly path: string;
  readonly removedTargetIds: readonly number[];
}

/** How many documents are in the result of a target. */
export interface ExistenceFilterResponse {
  readonly kind: "filter";
  readonly targetId: number;
  readonly count: number;
  /** Of the full names of all documents in the result. */
  readonly names?: BloomFilterBits;
}

export interface BloomFilterBits {
  readonly bitmap: Uint8Array;
  /** How many bits of the last byte are not used. */
  readonly padding: number;
  readonly hashCount: number;
}

/** One message of Firestore's on a Listen stream. */
export type ListenResponse =
  TargetChangeResponse | DocumentChangeResponse | DocumentGoneResponse | ExistenceFilterResponse;

/** The targets that a response is about; undefined where it is all of the stream. */
export function targetsOf(response: ListenResponse): readonly number[] | undefined {
  switch (response.kind) {
    case "target":
      return response.targetIds.length === 0 ? undefined : response.targetIds;
    case "change":
      return [...response.targetIds, ...response.removedTargetIds];
    case "delete":
    case "remove":
      return response.removedTargetIds;
    case "filter":
      return [response.targetId];
  }
}
