import { readMessage } from "./message.ts";
import { refusePastAndTransactions } from "./refuse-past.ts";
import { checkParent, type Target } from "./target.ts";
import { unimplemented } from "./unimplemented.ts";

const BESIDE = ["parent", "transaction", "newTransaction", "readTime", "explainOptions"] as const;

type QueryPart = "structuredQuery" | "structuredAggregationQuery";

/**
 * The one part of a request for a query that says what is asked.
 *
 * @param name of that part
 * @throws GatewayError INVALID_REQUEST, UNIMPLEMENTED
 */
export function queryIn(data: unknown, name: QueryPart, target: Target): unknown {
  const sent = readMessage(data, [name, ...BESIDE]);
  target.parameters([]);
  checkParent(sent.parent, target);
  refusePastAndTransactions(sent);
  if (sent.explainOptions !== undefined) {
    throw unimplemented("Plans of queries are not carried: ask the callable queryDocuments.");
  }
  return sent[name];
}
