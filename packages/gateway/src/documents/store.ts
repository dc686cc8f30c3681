import type { Aggregate, Query } from "../query/query.ts";
import type { FieldPath } from "../paths/field-path.ts";
import type { Fields, Value } from "../values/value.ts";
import type { DocumentUpdate } from "../values/write.ts";

export type { Transform } from "../values/write.ts";

/** A stored document. Times are RFC 3339, UTC, with microseconds; `updateTime` is its version. */
export interface StoredDocument {
  readonly path: string;
  /** The fields without those that are `unreadable`. */
  readonly data: Fields;
  /** What the document holds and the gateway doesn't understand; absent where that is nothing. */
  readonly unreadable?: readonly UnreadableField[];
  readonly createTime: string;
  readonly updateTime: string;
}

/** A field whose value, or something in the array that it is, is of a type unknown here. */
export interface UnreadableField {
  readonly field: FieldPath;
  /** The value in the store's own form, for a cursor to hold. */
  readonly stored: Value;
}

/** What must hold of the stored document for a write to be applied. */
export type Precondition = { readonly exists: boolean } | { readonly updateTime: string };

/** A write as Firestore's Commit takes it. */
export type Write =
  | (DocumentUpdate & {
      readonly kind: "update";
      readonly path: string;
      readonly precondition?: Precondition;
    })
  | { readonly kind: "delete"; readonly path: string; readonly precondition?: Precondition }
  | { readonly kind: "verify"; readonly path: string; readonly precondition: Precondition };

/** The options of a call to the store. */
export interface StoreCall {
  /** Ends the wait for an answer; the outcome of a write is then unknown. */
  readonly signal?: AbortSignal;
  /** Counts the requests sent to Firestore for this call, retries too. */
  readonly meter?: { roundTrips: number };
}

/** The state of the database that reads see. At most one is given. @default the latest */
export interface Consistency {
  /** The id of a transaction, whose own it is. */
  readonly transaction?: string | undefined;
  /** A time no more than an hour ago: RFC 3339, UTC, with microseconds. */
  readonly readTime?: string | undefined;
}

/** What a transaction is begun for. */
export type TransactionMode =
  /** It reads one state of the database, the latest or that of a time, and locks nothing. */
  | { readonly readOnly: true; readonly readTime?: string }
  /** It locks what it reads. */
  | {
      readonly readOnly: false;
      /** The id of one that was aborted, whose work this one does again. */
      readonly retries?: string;
    };

/** Firestore's transactions: what they read, others can't change before they end. */
export interface Transactions {
  /** @returns the id of a new transaction @throws StoreError */
  begin(mode: TransactionMode, call: StoreCall): Promise<string>;
  /** Ends a transaction without a write. One that has ended stays as it is. @throws StoreError */
  rollback(transaction: string, call: StoreCall): Promise<void>;
}

export interface WriteResult {
  /** Of the document as the commit leaves it; absent for deletes and verifies, and where it leaves none. */
  readonly updateTime?: string;
  /** What came of each transform of the write, in their order: null for arrays. Absent where it has none. */
  readonly transformResults?: readonly Value[];
}

export interface CommitResult {
  readonly commitTime: string;
  /** The results of the writes, in their order. */
  readonly writeResults: readonly WriteResult[];
}

/** Why a single write was not applied. `code` is Firestore's own, as google.rpc.Code's name. */
export interface WriteFailure {
  readonly error: StoreError;
}

export type StoreErrorCode =
  | "INVALID_ARGUMENT"
  | "NOT_FOUND"
  | "ALREADY_EXISTS"
  | "FAILED_PRECONDITION"
  | "ABORTED"
  | "RESOURCE_EXHAUSTED"
  | "PERMISSION_DENIED"
  | "DEADLINE_EXCEEDED"
  | "UNAVAILABLE"
  | "INTERNAL"
  /** Not Firestore's own: it has read what was asked for, and that is more than is taken. */
  | "ANSWER_TOO_LARGE";

interface StoreErrorOptions {
  /** @default false */
  readonly outcomeUnknown?: boolean;
  /** @default false */
  readonly unanswered?: boolean;
  /** @default false */
  readonly unreachable?: boolean;
}

/**
 * What went wrong at the store. Its message is Firestore's and is for the log, not for callers.
 * `outcomeUnknown`: a write was sent and no answer came, so it may or may not have been applied.
 * `unanswered`: something was sent and no answer was taken, and Firestore may bill it all the same.
 * `unreachable`: no connection could be made, so nothing was sent.
 */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;
  readonly outcomeUnknown: boolean;
  readonly unanswered: boolean;
  readonly unreachable: boolean;

  constructor(
    code: StoreErrorCode,
    message: string,
    options: ErrorOptions & StoreErrorOptions = {},
  ) {
    super(message, options);
    this.code = code;
    this.outcomeUnknown = options.outcomeUnknown ?? false;
    this.unanswered = options.unanswered ?? false;
    this.unreachable = options.unreachable ?? false;
  }
}

/**
 * Whether it says that no other request would fare better: anything else may be the request's own
 * fault.
 */
export function isUnreachable(error: unknown): error is StoreError {
  return error instanceof StoreError && error.unreachable;
}

/** Whether it is certainly for the request itself that it failed. */
export function isOfRequest(error: unknown): error is StoreError {
  return (
    error instanceof StoreError &&
    (error.code === "INVALID_ARGUMENT" || error.code === "ANSWER_TOO_LARGE")
  );
}

export interface QueryOptions extends Consistency {
  /** Firestore's plan and cost are wanted too. */
  readonly explain?: boolean;
}

export interface GetOptions extends Consistency {
  /** Limits what comes back. */
  readonly fields?: readonly FieldPath[];
}

/**
 * The database, as the gateway needs it: one method per Firestore request, each one round trip.
 * Reads are retried by the store; writes never are. Every method throws {@link StoreError}.
 */
export interface DocumentStore {
  readonly transactions: Transactions;
  /**
   * One document or more, in the order asked, duplicates too; null where there is none. The gets of
   * one moment may share a round trip: each of them counts it.
   */
  get(
    paths: readonly string[],
    call: StoreCall & GetOptions,
  ): Promise<{
    readonly documents: readonly (StoredDocument | null)[];
    readonly readTime: string;
  }>;
  query(
    query: Query,
    call: StoreCall & QueryOptions,
  ): Promise<{
    readonly documents: readonly StoredDocument[];
    readonly readTime: string;
    readonly explain?: Fields;
  }>;
  /** At most 5 aggregates, which is what Firestore takes in one request. */
  aggregate(
    query: Query,
    aggregates: Readonly<Record<string, Aggregate>>,
    call: StoreCall & QueryOptions,
  ): Promise<{
    readonly values: Readonly<Record<string, Value>>;
    readonly readTime: string;
    readonly explain?: Fields;
  }>;
  /**
   * One write or more: all or nothing. Several of one document are applied in their order, unless
   * one can't follow another, whatever is stored (write-conflict.ts). It ends the transaction that it
   * names, which may have nothing to write; a transaction that others kept from being one is ABORTED.
   */
  commit(
    writes: readonly Write[],
    call: StoreCall & Pick<Consistency, "transaction">,
  ): Promise<CommitResult>;
  /**
   * One write or more, each alone and in no order; a document at most once. One result per write,
   * in order. A write that Firestore can't take at all, whatever is stored, refuses all.
   */
  batchWrite(
    writes: readonly Write[],
    call: StoreCall,
  ): Promise<readonly (WriteResult | WriteFailure)[]>;
}
