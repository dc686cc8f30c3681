import { DatabaseError } from "../../../client/src/database-error.ts";
import { databaseError, type RunEnd } from "../../../client/src/watch/stream-run.ts";
import { elsewhere, type StreamError } from "../refusal.ts";
import { messageFor } from "./target-cause.ts";

/** What comes of the end of a request for the targets that no other tells of. */
export type EndConsequence =
  /** They are asked for again. */
  | { readonly kind: "again"; readonly afterMs: number }
  /** They are, by polls. */
  | { readonly kind: "poll" }
  /** Each is refused. */
  | { readonly kind: "refused"; readonly error: DatabaseError }
  /** The credentials are refused: another token may help. */
  | { readonly kind: "unauthenticated"; readonly error: DatabaseError }
  /** The SDK has to begin anew, when it thinks best. */
  | { readonly kind: "failed"; readonly failure: StreamError };

type LastFrame = Extract<RunEnd, { readonly kind: "end" }>["frame"];

/** Codes of refusals that are none of the request's. */
const FAULTS: ReadonlySet<string> = new Set([
  "internal",
  "unavailable",
  "unknown",
  "deadline-exceeded",
  "aborted",
]);

export function consequenceOf(end: RunEnd): EndConsequence {
  switch (end.kind) {
    case "cut":
      return { kind: "failed", failure: cut(end.httpStatus) };
    case "held back":
      return { kind: "poll" };
    case "refused":
      return ofRefusal(end.error);
    case "end":
      return ofLastFrame(end.frame);
  }
}

function ofRefusal(error: DatabaseError): EndConsequence {
  if (error.code === "unauthenticated") {
    return { kind: "unauthenticated", error };
  }
  return FAULTS.has(error.code)
    ? { kind: "failed", failure: unavailable(error) }
    : { kind: "refused", error };
}

function ofLastFrame({ reason, retryAfterMs, error }: LastFrame): EndConsequence {
  switch (reason) {
    case "TOKEN_EXPIRES":
      return { kind: "failed", failure: TOKEN_EXPIRES };
    case "FAILED":
      return { kind: "failed", failure: cut() };
    case "REFUSED":
      return { kind: "refused", error: error === undefined ? blocked() : databaseError(error) };
    case "LIMIT":
    case "SHUTDOWN":
    case "POLLED":
    case "NO_TARGETS":
      return { kind: "again", afterMs: retryAfterMs };
  }
}

function blocked(): DatabaseError {
  const message = "The caller may not listen any more.";
  return new DatabaseError({ code: "permission-denied", message });
}

/** By which the SDK comes again, with another token. */
const TOKEN_EXPIRES = { status: "UNAUTHENTICATED", message: "The ID token expires." };

/** By which the SDK comes again. */
export function unavailable(error: DatabaseError): StreamError {
  return { status: "UNAVAILABLE", message: messageFor(error) };
}

function cut(httpStatus?: number): StreamError {
  const message =
    httpStatus === undefined ? "The connection to the gateway was lost." : elsewhere(httpStatus);
  return { status: "UNAVAILABLE", message };
}
