import type { CommitResult, DocumentStore, Write } from "../documents/store.ts";

/** What a test does around a request of the store: it may send it, late or never. */
type Meddle<Sent, Answer> = (send: () => Promise<Answer>, sent: Sent) => Promise<Answer>;

interface Meddles {
  readonly get?: Meddle<readonly string[], Awaited<ReturnType<DocumentStore["get"]>>>;
  readonly commit?: Meddle<readonly Write[], CommitResult>;
  readonly batchWrite?: Meddle<readonly Write[], Awaited<ReturnType<DocumentStore["batchWrite"]>>>;
}

/** The store, with what stands around its requests. */
export function meddled(
  store: DocumentStore,
  { get = (send) => send(), commit = (send) => send(), batchWrite = (send) => send() }: Meddles,
): DocumentStore {
  return {
    transactions: store.transactions,
    get: (paths, call) => get(() => store.get(paths, call), paths),
    query: (query, call) => store.query(query, call),
    aggregate: (query, aggregates, call) => store.aggregate(query, aggregates, call),
    commit: (writes, call) => commit(() => store.commit(writes, call), writes),
    batchWrite: (writes, call) => batchWrite(() => store.batchWrite(writes, call), writes),
  };
}
