import * as z from "zod";
import { inDatabase, optional, text, type fields, type value } from "./common.ts";
import { collectionSelector, limit, ordering, where } from "./query.ts";
import { MAX_FILTERS } from "./filter-count.ts";
import { request } from "./request.ts";

/** Most targets that one stream may have. */
const MAX_LISTEN_TARGETS = 100;

/** What the client knows a target of its stream by. */
const id = z.string().min(1).max(64);
/** As a snapshot of the same target gave it: then only what has changed since is told. */
const token = z.string().max(2_048);

const listenTarget = z.lazy(() =>
  z.strictObject({
    id,
    /** The path of a document: beside it, no member of a query. */
    path: optional(text),
    /** The fields to tell of a document. */
    fields: optional(z.array(text).max(MAX_FILTERS)),
    ...collectionSelector,
    /** The fields to tell of a query's documents. */
    select: optional(z.array(text).max(MAX_FILTERS)),
    where: optional(where),
    ...ordering,
    limit: optional(limit),
    limitToLast: optional(limit),
    /**
     * A Target of Firestore's own protocol in its JSON form, `documents` with one name or `query`:
     * beside it, no other member but the token. A query is listened to as it is, or not at all: for
     * clients that keep what matches their own query, and would wait for ever for what the policy's
     * filter leaves out.
     */
    message: optional(z.custom<object>((sent) => typeof sent === "object" && sent !== null)),
    token: optional(token),
  }),
);

/** What a stream of live queries is asked with: its targets, which stay the same until it ends. */
export const listenRequest = request(() => ({
  ...inDatabase,
  targets: z.array(listenTarget).min(1).max(MAX_LISTEN_TARGETS),
  /** Whether the answer ends with the first news, for clients that get no stream. */
  poll: optional(z.literal(true)),
}));

export type ListenBody = z.infer<typeof listenRequest>;
export type ListenBodyTarget = ListenBody["targets"][number];

/** A document in a snapshot. */
export interface ToldDocument {
  readonly path: string;
  readonly id: string;
  readonly data: z.infer<typeof fields>;
  readonly createTime: string;
  readonly updateTime: string;
  /** What the result is ordered by, where not all of it is among the fields that are told. */
  readonly keys?: readonly z.infer<typeof value>[];
}

/** A document in a snapshot of a target that Firestore's own protocol asked for. */
export interface ToldMessage {
  /** `projects/{project}/databases/{database}/documents/{path}` */
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly createTime: string;
  readonly updateTime: string;
}

/** What is new of a target: its result is as it was told before, with these changes. */
export interface TargetSnapshot {
  readonly id: string;
  /** The result has the documents told here and no others, whatever was told before. @default false */
  readonly reset?: true;
  /** The documents that came or changed; none where `messages` tells them. */
  readonly documents: readonly ToldDocument[];
  /** The same in the form of Firestore's protocol, for who asked in that. */
  readonly messages?: readonly ToldMessage[];
  /** The time as of which the result of this target is, beside `messages`. */
  readonly readTime?: string;
  /** Those of which a field can't be read. @default none */
  readonly unreadable?: readonly { readonly path: string; readonly field: string }[];
  /** The paths of those that the result holds no longer. @default none */
  readonly removed?: readonly string[];
  /** The order of the result: field paths as lists of names, `["__name__"]` for the path. Once, with the first snapshot of a query. */
  readonly orderBy?: readonly (readonly [readonly string[], "asc" | "desc"])[];
  /** For the next stream. */
  readonly token: string;
}

/** An error as callables answer it. */
export interface ToldError {
  readonly status: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Why a stream ended by itself. */
export type StreamEnd =
  /** As long as a stream may be. */
  | "LIMIT"
  /** The ID token expires, or is taken no more: come back with another one. */
  | "TOKEN_EXPIRES"
  /** The instance ends. */
  | "SHUTDOWN"
  /** What was polled for is told, or nothing came. */
  | "POLLED"
  /** No target is left. */
  | "NO_TARGETS"
  /** Something went wrong in the gateway. */
  | "FAILED"
  /** The caller may do nothing any more: not to be tried again. */
  | "REFUSED";

/** One line of a stream. */
export type ListenFrame =
  /** The first one, at once. `pingMs`: at least so often there is a frame. `time`: it is now, with microseconds. */
  | {
      readonly kind: "open";
      readonly pingMs: number;
      readonly time: string;
      readonly padding: string;
    }
  /** As of `readTime`, the lowest of the times of what it tells. */
  | {
      readonly kind: "snapshot";
      readonly readTime: string;
      readonly targets: readonly TargetSnapshot[];
    }
  /** The target is over, and the others go on. */
  | { readonly kind: "removed"; readonly id: string; readonly error: ToldError }
  | { readonly kind: "ping" }
  /** The last one: a stream that ends without it was cut. */
  | {
      readonly kind: "end";
      readonly reason: StreamEnd;
      /** When to come back, in milliseconds. */
      readonly retryAfterMs: number;
      readonly error?: ToldError;
    };
