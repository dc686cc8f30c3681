import type { Precondition } from "../documents/store.ts";
import { GatewayError } from "../errors/error.ts";

/** A write, as far as its condition goes. */
interface Conditioned {
  readonly path: string;
  readonly condition?: Precondition;
}

/**
 * The error for an unmet condition in Firestore's terms: that a document is to exist and does not
 * is its NOT_FOUND, the other way round its ALREADY_EXISTS. Any other error stays as it is.
 *
 * @param error of a commit of these writes
 */
export function unmetCondition(error: unknown, writes: readonly Conditioned[]): unknown {
  if (!(error instanceof GatewayError) || error.reason !== "STALE") return error;
  const { index } = error.details;
  const write = writes[typeof index === "number" ? index : 0];
  const condition = write?.condition;
  if (condition === undefined || !("exists" in condition)) return error;
  const { details } = error;
  return condition.exists
    ? new GatewayError("DOCUMENT_NOT_FOUND", `There is no document ${write?.path ?? ""}.`, details)
    : new GatewayError(
        "DOCUMENT_EXISTS",
        `There is a document ${write?.path ?? ""} already.`,
        details,
      );
}
