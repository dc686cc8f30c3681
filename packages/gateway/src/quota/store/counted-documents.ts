import { isOwn } from "../../documents/is-own.ts";
import type { DocumentStore } from "../../documents/store.ts";
import { NO_USAGE, type BudgetUsage } from "../budget/budget.ts";

/**
 * The same documents, with what the gateway's own bookkeeping costs on them told. Writes are told
 * as they are sent, refused or not.
 */
export function countedDocuments(
  documents: DocumentStore,
  used: (usage: BudgetUsage) => void,
): DocumentStore {
  const usedReads = (reads: number) => {
    if (reads > 0) used({ ...NO_USAGE, reads });
  };
  return {
    transactions: documents.transactions,
    get: (paths, call) => {
      usedReads(paths.filter(isOwn).length);
      return documents.get(paths, call);
    },
    commit: (writes, call) => {
      const own = writes.filter(({ kind, path }) => kind !== "verify" && isOwn(path));
      const deletes = own.filter(({ kind }) => kind === "delete").length;
      if (own.length > 0) used({ reads: 0, writes: own.length - deletes, deletes });
      return documents.commit(writes, call);
    },
    query: async (query, call) => {
      const answer = await documents.query(query, call);
      if (isOwn(query.collection)) usedReads(Math.max(1, answer.documents.length));
      return answer;
    },
    aggregate: (query, aggregates, call) => documents.aggregate(query, aggregates, call),
    batchWrite: (writes, call) => documents.batchWrite(writes, call),
  };
}
