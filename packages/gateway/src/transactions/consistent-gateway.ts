import { CachedReads } from "../cache/cached-reads.ts";
import { OwnWrites } from "../cache/own-writes.ts";
import type { Consistency, DocumentStore, StoreCall } from "../documents/store.ts";
import type { Gateway } from "../gateway.ts";
import { transactionEnded } from "./transaction-ended.ts";

/**
 * The gateway whose reads all see one state of its database, that of a transaction or of a time,
 * those that policies need too. Nothing comes from memory or is kept there, and what is committed
 * ends the transaction.
 */
export function consistentGateway(gateway: Gateway, seen: Consistency): Gateway {
  const documents = consistentStore(gateway.documents, seen);
  const monotonic = () => 0;
  const ownWrites = new OwnWrites(monotonic, 1);
  return { ...gateway, documents, reads: new CachedReads(documents, { ownWrites, monotonic }) };
}

function consistentStore(store: DocumentStore, seen: Consistency): DocumentStore {
  const { transaction } = seen;
  const within = <Call extends StoreCall>(call: Call) => ({ ...call, ...SEES_LATEST, ...seen });
  return {
    transactions: store.transactions,
    get: (paths, call) => orEnded(store.get(paths, within(call))),
    query: (query, call) => orEnded(store.query(query, within(call))),
    aggregate: (query, aggregates, call) =>
      orEnded(store.aggregate(query, aggregates, within(call))),
    commit: (writes, call) => orEnded(store.commit(writes, { ...call, transaction })),
    batchWrite: (writes, call) => store.batchWrite(writes, call),
  };
}

/** What a page of a query asks of itself is the state that all see anyway. */
const SEES_LATEST: Consistency = { transaction: undefined, readTime: undefined };

async function orEnded<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw transactionEnded(error) ?? error;
  }
}
