import {
  StoreError,
  type CommitResult,
  type DocumentStore,
  type StoredDocument,
  type StoreCall,
  type Write,
} from "../src/documents/store.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** What becomes of requests on their way. */
export interface Network {
  /** The time to or from the database in milliseconds, for each request anew. */
  readonly delayMs: () => number;
  /**
   * What becomes of a request. A late one is given up by who sent it, and arrives after all; the
   * database answers an exhausted one with RESOURCE_EXHAUSTED; an unreachable one finds no connection.
   */
  readonly fate: () =>
    "works" | "request lost" | "answer lost" | "late" | "exhausted" | "unreachable";
  /** The time for which the sender of a lost request waits for its answer, in milliseconds. */
  readonly patienceMs: number;
}

/** The process at the other end of a connection, which may be stopped or dead when an answer comes. */
export interface Process {
  receive(happen: () => void): void;
}

/** Called with the path of each document that a request reaches. */
export interface Watch {
  readonly read?: (path: string) => void;
  readonly wrote?: (path: string) => void;
  /** Called where a commit is refused, as the document has changed. */
  readonly lostRace?: (path: string) => void;
}

/** The beginning of virtual time, in milliseconds since 1970. */
const EPOCH_MS = 1_790_000_000_000;

/** Documents behind a network that delays, loses and reorders requests. It has gets and commits only. */
export class SimulatedDatabase {
  readonly #time: VirtualTime;
  readonly #network: Network;
  readonly #documents = new Map<string, StoredDocument>();
  readonly #watch: Watch;
  #version = 0;

  constructor(time: VirtualTime, network: Network, watch: Watch = {}) {
    this.#time = time;
    this.#network = network;
    this.#watch = watch;
  }

  get nowMs(): number {
    return EPOCH_MS + this.#time.nowMs;
  }

  /** A document as it is, without a request. */
  peek(path: string): StoredDocument | undefined {
    return this.#documents.get(path);
  }

  /** The database as one process sees it. */
  connect(process: Process): DocumentStore {
    const view: Pick<DocumentStore, "get" | "commit"> = {
      get: (paths, call) => this.#request(process, call, () => this.#get(paths)),
      commit: (writes, call) =>
        this.#request(process, { ...call, isWrite: true }, () => this.#commit(writes)),
    };
    return view as DocumentStore;
  }

  #request<Answer>(
    process: Process,
    { signal, isWrite = false }: StoreCall & { readonly isWrite?: boolean },
    execute: () => Answer,
  ): Promise<Answer> {
    const { delayMs, fate: nextFate, patienceMs } = this.#network;
    const fate = nextFate();
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const refusal = REFUSALS[fate];
    if (refusal !== undefined) {
      this.#time.after(delayMs(), () => process.receive(() => reject(refusal())));
      return promise;
    }
    const giveUp = () =>
      reject(new StoreError("UNAVAILABLE", "no answer", { outcomeUnknown: isWrite }));
    signal?.addEventListener("abort", giveUp);
    const arrive = () => {
      if (fate === "request lost") return;
      const answer = attempt(execute);
      if (fate !== "works") return;
      const receive = () => {
        signal?.removeEventListener("abort", giveUp);
        answer(resolve, reject);
      };
      this.#time.after(delayMs(), () => process.receive(receive));
    };
    if (fate !== "works") this.#time.after(patienceMs, () => process.receive(giveUp));
    this.#time.after(fate === "late" ? patienceMs + 20 * delayMs() : delayMs(), arrive);
    return promise;
  }

  #get(paths: readonly string[]): Awaited<ReturnType<DocumentStore["get"]>> {
    for (const path of paths) this.#watch.read?.(path);
    const documents = paths.map((path) => this.#documents.get(path) ?? null);
    return { documents, readTime: new Date(this.nowMs).toISOString() };
  }

  #commit(writes: readonly Write[]): CommitResult {
    for (const { path, precondition } of writes) this.#check(path, precondition);
    const commitTime = new Date(this.nowMs).toISOString();
    const writeResults = writes.map((write) => {
      if (write.kind === "verify") throw new TypeError("no verify is simulated");
      if (write.kind === "delete") {
        this.#documents.delete(write.path);
        return {};
      }
      const updateTime = String((this.#version += 1));
      const document = { path: write.path, data: write.fields, createTime: commitTime, updateTime };
      this.#documents.set(write.path, document);
      return { updateTime };
    });
    for (const { path } of writes) this.#watch.wrote?.(path);
    return { commitTime, writeResults };
  }

  #check(path: string, precondition: Write["precondition"]): void {
    const found = this.#documents.get(path);
    const holds =
      precondition === undefined ||
      ("exists" in precondition
        ? precondition.exists === (found !== undefined)
        : precondition.updateTime === found?.updateTime);
    if (holds) return;
    this.#watch.lostRace?.(path);
    throw new StoreError("FAILED_PRECONDITION", `${path} has changed`);
  }
}

/** The errors of requests that are surely not executed, by what becomes of the request. */
const REFUSALS: Partial<Record<ReturnType<Network["fate"]>, () => StoreError>> = {
  exhausted: () => new StoreError("RESOURCE_EXHAUSTED", "too many requests"),
  unreachable: () => new StoreError("UNAVAILABLE", "no connection", { unreachable: true }),
};

/** Does the work now. @returns A function that tells its result or error. */
function attempt<T>(
  work: () => T,
): (resolve: (value: T) => void, reject: (error: unknown) => void) => void {
  try {
    const value = work();
    return (resolve) => resolve(value);
  } catch (error) {
    return (_, reject) => reject(error);
  }
}
