import { countedResults, countKey } from "./count-key.ts";
import { StoreError, type CommitResult, type DocumentStore, type Write } from "./store.ts";

/** What is thrown into a turn when one before it failed: nothing of it was sent. */
export class EarlierTurnError extends Error {
  override readonly name = "EarlierTurnError";
}

/** A piece of work in a sequence. */
export interface Turn<T> {
  readonly running: Promise<T>;
  /** Ends when the work waits for its commit or is over: whether all has gone well so far. */
  readonly paused: Promise<boolean>;
}

/** A commit that waits for those that may be sent with it. */
interface WaitingCommit {
  readonly writes: readonly Write[];
  readonly call: Parameters<DocumentStore["commit"]>[1];
  readonly before: Promise<void>;
  readonly answer: PromiseWithResolvers<CommitResult>;
}

/**
 * Works in turn before one database: each sees what those before it have done, and where one fails,
 * those behind it do nothing. Commits of neighbours that have read nothing, and touch different
 * documents or count alike in one, are sent as one, which all at once does what they do one after
 * another: one round trip, and nobody sees the later without the earlier. Where Firestore refuses
 * that, each is sent by itself.
 *
 * In one commit all that is written of a document gets one version. Firebase's SDKs keep in their
 * cache what the first answer with a version says, and pass over what others with the same say: of
 * writes that set this and that, all but the first would be lost there. Where all count alike, each
 * answer says all: what the commit left.
 */
export class CommitSequence {
  readonly #store: DocumentStore;
  #waiting: WaitingCommit[] = [];
  /** Ends when all turns so far are over. @throws EarlierTurnError */
  #before: Promise<void> = Promise.resolve();

  constructor(store: DocumentStore) {
    this.#store = store;
  }

  /**
   * Begins a turn. The next may begin when it is paused.
   *
   * @param work is given the store as the turn has it; its first commit waits until {@link send}
   */
  begin<T>(work: (documents: DocumentStore) => Promise<T>): Turn<T> {
    const before = this.#before;
    const waits = Promise.withResolvers<boolean>();
    const running = work(this.#documentsFor(before, () => waits.resolve(true)));
    const isOver = running.then(
      () => true,
      () => false,
    );
    this.#before = afterBoth(before, running);
    // Nobody may be behind it.
    this.#before.catch(() => undefined);
    return { running, paused: Promise.race([waits.promise, isOver]) };
  }

  /** Sends the commits that wait. */
  send(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length > 0) void this.#sendTogether(waiting);
  }

  #documentsFor(before: Promise<void>, onWait: () => void): DocumentStore {
    const store = this.#store;
    let mayWait = true;
    const inTurn = async () => {
      this.send();
      await before;
    };
    const commit: DocumentStore["commit"] = async (writes, call) => {
      // What comes behind the first is about that, or behind a read, which was in turn.
      if (!mayWait) return store.commit(writes, call);
      if (this.#overlaps(writes)) await inTurn();
      mayWait = false;
      const answer = Promise.withResolvers<CommitResult>();
      this.#waiting.push({ writes, call, before, answer });
      onWait();
      return answer.promise;
    };
    return {
      transactions: store.transactions,
      get: async (paths, call) => inTurn().then(() => store.get(paths, call)),
      query: async (query, call) => inTurn().then(() => store.query(query, call)),
      aggregate: async (query, aggregates, call) =>
        inTurn().then(() => store.aggregate(query, aggregates, call)),
      commit,
      batchWrite: async (writes, call) => inTurn().then(() => store.batchWrite(writes, call)),
    };
  }

  /** Whether these write a document that a waiting commit writes, other than by counting alike. */
  #overlaps(writes: readonly Write[]): boolean {
    const waiting = this.#waiting.flatMap((one) => one.writes);
    const keys = new Map(waiting.map((write) => [write.path, countKey(write)]));
    return writes.some((write) => {
      if (!keys.has(write.path)) return false;
      const key = countKey(write);
      return key === undefined || key !== keys.get(write.path);
    });
  }

  async #sendTogether(waiting: readonly WaitingCommit[]): Promise<void> {
    const store = this.#store;
    const [first] = waiting as [WaitingCommit];
    try {
      const writes = waiting.flatMap((one) => one.writes);
      const { commitTime, writeResults } = await store.commit(writes, first.call);
      const told = waiting.length === 1 ? writeResults : countedResults(writes, writeResults);
      let from = 0;
      for (const { answer, writes: own } of waiting) {
        const to = from + own.length;
        answer.resolve({ commitTime, writeResults: told.slice(from, to) });
        from = to;
      }
    } catch (error) {
      const isEachOwn =
        waiting.length === 1 || (error instanceof StoreError && error.outcomeUnknown);
      for (const { answer, before, writes, call } of waiting) {
        if (isEachOwn) answer.reject(error);
        else answer.resolve(before.then(() => store.commit(writes, call)));
      }
    }
  }
}

async function afterBoth(before: Promise<void>, running: Promise<unknown>): Promise<void> {
  await before;
  try {
    await running;
  } catch {
    throw new EarlierTurnError("A turn before this one failed.");
  }
}
