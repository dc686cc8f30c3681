import { isOwn } from "../../documents/is-own.ts";
import type { DocumentStore } from "../../documents/store.ts";
import { NO_USAGE, type BudgetUsage } from "../budget/budget.ts";

/**
 * The same documents, with what the gateway's own bookkeeping costs on them told, by its
 * collection. Writes are told as they are sent, refused or not.
 */
export function countedDocuments(
  documents: DocumentStore,
  used: (usage: BudgetUsage, collection: string) => void,
): DocumentStore {
  return {
    transactions: documents.transactions,
    get: (paths, call) => {
      for (const [collection, own] of byCollection(paths.filter(isOwn), (path) => path)) {
        used({ ...NO_USAGE, reads: own.length }, collection);
      }
      return documents.get(paths, call);
    },
    commit: (writes, call) => {
      const own = writes.filter(({ kind, path }) => kind !== "verify" && isOwn(path));
      for (const [collection, written] of byCollection(own, ({ path }) => path)) {
        const deletes = written.filter(({ kind }) => kind === "delete").length;
        used({ reads: 0, writes: written.length - deletes, deletes }, collection);
      }
      return documents.commit(writes, call);
    },
    query: async (query, call) => {
      const answer = await documents.query(query, call);
      const reads = Math.max(1, answer.documents.length);
      if (isOwn(query.collection)) used({ ...NO_USAGE, reads }, query.collection);
      return answer;
    },
    aggregate: (query, aggregates, call) => {
      // At least: Firestore bills one for each 1,000 index entries.
      if (isOwn(query.collection)) used({ ...NO_USAGE, reads: 1 }, query.collection);
      return documents.aggregate(query, aggregates, call);
    },
    batchWrite: (writes, call) => documents.batchWrite(writes, call),
  };
}

/** Things by the top-level collection that their paths start with. */
function byCollection<T>(all: readonly T[], pathOf: (one: T) => string): Map<string, T[]> {
  return Map.groupBy(all, (one) => pathOf(one).split("/", 1)[0] ?? "");
}
