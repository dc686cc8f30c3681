import type { DocumentStore } from "../../documents/store.ts";
import { NO_USAGE, type Usage } from "../budget/budget.ts";

/** The same documents, with what the gateway's own bookkeeping costs on them told. */
export function countedDocuments(
  documents: DocumentStore,
  used: (usage: Usage) => void,
): DocumentStore {
  return {
    get: (paths, call) => {
      used({ ...NO_USAGE, reads: paths.length });
      return documents.get(paths, call);
    },
    commit: (writes, call) => {
      const deletes = writes.filter(({ kind }) => kind === "delete").length;
      used({ ...NO_USAGE, writes: writes.length - deletes, deletes });
      return documents.commit(writes, call);
    },
    query: (query, call) => documents.query(query, call),
    aggregate: (query, aggregates, call) => documents.aggregate(query, aggregates, call),
    batchWrite: (writes, call) => documents.batchWrite(writes, call),
  };
}
