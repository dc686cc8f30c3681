import { randomUUID } from "node:crypto";
import {
  StoreError,
  type DocumentStore,
  type Precondition,
  type StoreCall,
  type StoreErrorCode,
  type Write,
} from "../../documents/store.ts";
import type { Clock } from "../clock.ts";
import { answeredAt, later, type Moment } from "../moment.ts";
import type { Decision, QuotaRecord, QuotaStore, Snapshot, UpdateCall } from "./quota-store.ts";

/** How long a record remembers the updates it had, by the database's clock. */
const REMEMBER_MS = 60_000;
/** How long after its first attempt a writer can surely learn from the record whether it was applied. */
const TELLS_MS = REMEMBER_MS / 2;
/** A snapshot older than this is read again: its knowledge of the time has become too coarse. */
const SNAPSHOT_MS = 60_000;
const ATTEMPTS = 12;
/** The longest pause before the n-th attempt is this times 2ⁿ, up to the cap. */
const PAUSE_MS = 8;
const PAUSE_CAP_MS = 400;

/** Firestore's ways to say that the document isn't as it was read. */
const CONFLICTS: ReadonlySet<StoreErrorCode> = new Set([
  "FAILED_PRECONDITION",
  "ALREADY_EXISTS",
  "NOT_FOUND",
  "ABORTED",
]);

/** What a writer must know of a record besides its state. */
interface Version {
  readonly precondition: Precondition;
  /** The updates of the last minute: the id of each, and when it was decided. */
  readonly updates: Readonly<Record<string, number>>;
}

interface Known<State> extends Snapshot<State> {
  readonly version: Version;
}

export interface FirestoreQuotaStoreOptions {
  readonly documents: DocumentStore;
  /** Top-level collection of the records. */
  readonly collection: string;
  readonly clock: Clock;
}

/**
 * Records in Firestore, each changed by compare and set on its update time: no locks, and so no
 * aborts by the dozen when many write at once (50 at once took 1.6 s; with transactions, 20 s and
 * 41 aborted).
 *
 * Every attempt leaves its own id in the record, so that a writer whose answer was lost finds out
 * by reading, even after others have written over it.
 */
export class FirestoreQuotaStore<State extends QuotaRecord> implements QuotaStore<State> {
  readonly #options: FirestoreQuotaStoreOptions;

  constructor(options: FirestoreQuotaStoreOptions) {
    this.#options = options;
  }

  /**
   * @see QuotaStore.update
   * @param call - `also`: writes that are committed together with the record's, or not at all.
   */
  async update<Result>(
    key: string,
    decide: (state: State | undefined, moment: Moment) => Decision<State, Result>,
    call: UpdateCall<State> & { readonly also?: readonly Write[] },
  ): Promise<{ result: Result; snapshot: Snapshot<State> }> {
    const { clock, collection } = this.#options;
    const path = `${collection}/${key}`;
    const attempts = new Attempts<Result>(clock);
    let started = this.#started(call.from);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (attempt > 0) await this.#pause(attempt, { attempts, call });
      let known = started ?? (await this.#read(path, { attempts, call }));
      const applied = attempts.find(known.version.updates);
      if (applied !== undefined) return { result: applied.result, snapshot: known };
      let { result, write } = decide(known.state, known.moment);
      if (write === undefined && started !== undefined) {
        // No write would tell that somebody has changed the record since.
        known = await this.#read(path, { attempts, call });
        ({ result, write } = decide(known.state, known.moment));
      }
      started = undefined;
      // A lost attempt may still arrive: even where nothing is to be written, a write shuts it out.
      const state = write ?? (attempts.lost ? known.state : undefined);
      if (state === undefined) return { result, snapshot: known };
      const id = randomUUID();
      attempts.add(id, result);
      const also = write === undefined ? [] : (call.also ?? []);
      const snapshot = await this.#write(path, { known, state, id, also }, { attempts, call });
      if (snapshot !== undefined) return { result, snapshot };
    }
    throw attempts.failed("ABORTED", `${path}: others kept writing first`);
  }

  #started(from: Snapshot<State> | undefined): Known<State> | undefined {
    const now = this.#options.clock.monotonic();
    if (from === undefined || now - from.moment.atMs > SNAPSHOT_MS) return undefined;
    return { ...from, version: from.version as Version, moment: later(from.moment, now) };
  }

  async #read(path: string, on: On): Promise<Known<State>> {
    const { documents, clock } = this.#options;
    const sentMs = clock.monotonic();
    const found = await documents.get([path], on.call).catch((error: unknown) => {
      throw on.attempts.failed(codeOf(error), `${path}: can't be read`, error);
    });
    const moment = answeredAt(Date.parse(found.readTime), sentMs, clock.monotonic());
    const document = found.documents[0] ?? undefined;
    if (document === undefined) {
      return {
        state: undefined,
        moment,
        version: { precondition: { exists: false }, updates: {} },
      };
    }
    // Only update() writes into the collection, always in this form.
    const { state, updates } = document.data as unknown as Version & { readonly state: State };
    const precondition = { updateTime: document.updateTime };
    return { state, moment, version: { precondition, updates } };
  }

  /** The record as written; undefined where it wasn't, or nobody knows yet. */
  async #write(
    path: string,
    change: { known: Known<State>; state: State; id: string; also: readonly Write[] },
    on: On,
  ): Promise<Known<State> | undefined> {
    const { known, state, id, also } = change;
    const { documents, clock } = this.#options;
    const nowMs = known.moment.nowMs;
    const recent = Object.entries(known.version.updates).filter(
      ([, at]) => at > nowMs - REMEMBER_MS,
    );
    const updates = { ...Object.fromEntries(recent), [id]: nowMs };
    const fields = { state, updates, ...expiry(state) };
    const { precondition } = known.version;
    const sentMs = clock.monotonic();
    try {
      const { commitTime, writeResults } = await documents.commit(
        [{ kind: "update", path, fields, precondition }, ...also],
        on.call,
      );
      const updateTime = writeResults[0]?.updateTime ?? commitTime;
      const moment = answeredAt(Date.parse(commitTime), sentMs, clock.monotonic());
      return { state, moment, version: { precondition: { updateTime }, updates } };
    } catch (error) {
      const unknown = error instanceof StoreError && error.outcomeUnknown;
      if (unknown) on.attempts.lost = true;
      if ((unknown && on.call.signal?.aborted !== true) || CONFLICTS.has(codeOf(error))) {
        return undefined;
      }
      throw on.attempts.failed(codeOf(error), `${path}: can't be written`, error);
    }
  }

  async #pause(attempt: number, on: On): Promise<void> {
    const longestMs = Math.min(PAUSE_CAP_MS, PAUSE_MS * 2 ** attempt);
    try {
      await this.#options.clock.sleep(this.#options.clock.random() * longestMs, on.call.signal);
    } catch (cause) {
      throw on.attempts.failed("ABORTED", "others kept writing first", cause);
    }
  }
}

/** On whose behalf a request is made. */
interface On {
  readonly attempts: Attempts<unknown>;
  readonly call: StoreCall;
}

/** The writes that one update has sent. Some may have been applied without an answer, the last one even late. */
class Attempts<Result> {
  /** Whether an answer was lost. */
  lost = false;
  readonly #results = new Map<string, Result>();
  readonly #clock: Clock;
  #firstMs: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(id: string, result: Result): void {
    this.#firstMs ??= this.#clock.monotonic();
    this.#results.set(id, result);
  }

  /** The result of the attempt that the record has. @throws StoreError when the record may have forgotten it: a process can be stopped for minutes. */
  find(updates: Readonly<Record<string, number>>): { readonly result: Result } | undefined {
    for (const [id, result] of this.#results) if (Object.hasOwn(updates, id)) return { result };
    if (this.#firstMs !== undefined && this.#clock.monotonic() - this.#firstMs > TELLS_MS) {
      throw this.failed("UNAVAILABLE", "too late to find out whether a write was applied");
    }
    return undefined;
  }

  failed(code: StoreErrorCode, message: string, cause?: unknown): StoreError {
    return new StoreError(code, message, { cause, outcomeUnknown: this.lost });
  }
}

function expiry(state: QuotaRecord): { readonly expiresAt?: { readonly $timestamp: string } } {
  if (state.expiresAtMs === null) return {};
  // Not before every writer has learned what became of its attempts.
  return { expiresAt: { $timestamp: new Date(state.expiresAtMs + REMEMBER_MS).toISOString() } };
}

function codeOf(error: unknown): StoreErrorCode {
  return error instanceof StoreError ? error.code : "INTERNAL";
}
