import { readMessage } from "./message.ts";
import { SELECTOR_PARTS, toSelector, type ReadSelector } from "./read-selector.ts";
import { checkParent, type Target } from "./target.ts";
import { unimplemented } from "./unimplemented.ts";

const BESIDE = ["parent", ...SELECTOR_PARTS, "explainOptions"] as const;

type QueryPart = "structuredQuery" | "structuredAggregationQuery";

/** A request for a query: what is asked, and of which state of the database. */
interface QueryMessage {
  readonly asked: unknown;
  readonly selector: ReadSelector | undefined;
}

/**
 * A request for a query, taken apart.
 *
 * @param name of the part that says what is asked
 * @throws GatewayError INVALID_REQUEST, UNIMPLEMENTED
 */
export function queryIn(data: unknown, name: QueryPart, target: Target): QueryMessage {
  const sent = readMessage(data, [name, ...BESIDE]);
  target.parameters([]);
  checkParent(sent.parent, target);
  const selector = toSelector(sent);
  if (sent.explainOptions !== undefined) {
    throw unimplemented("Plans of queries are not carried: ask the callable queryDocuments.");
  }
  return { asked: sent[name], selector };
}
