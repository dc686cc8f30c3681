import { fullJitterMs } from "../../documents/full-jitter.ts";
import { randomUUID } from "node:crypto";
import {
  StoreError,
  type DocumentStore,
  type Precondition,
  type StoreCall,
  type StoredDocument,
  type Write,
} from "../../documents/store.ts";
import type { Clock } from "../clock.ts";
import type { Fields } from "../../values/value.ts";
import { answeredAt, later, type Moment } from "../moment.ts";
import { Attempts, REMEMBER_MS } from "./attempts.ts";
import type {
  JointDecision,
  QuotaRecord,
  QuotaStore,
  Snapshot,
  UpdateCall,
  Updated,
} from "./quota-store.ts";
import type { RecordForm } from "./record-form.ts";

/** A snapshot older than this, in milliseconds, is read again, as it tells too little of the database's time. */
const SNAPSHOT_MS = 60_000;
const ATTEMPTS = 30;
/** The longest pause before the n-th attempt is this times 2ⁿ milliseconds, or after a lost race what an attempt takes, where that is longer, up to the cap. */
const PAUSE_MS = 8;
const PAUSE_CAP_MS = 400;

/** What a writer knows of a record besides its state. */
interface Version {
  readonly precondition: Precondition;
  /** The updates of the last minute, by id: when each was decided, in milliseconds since 1970. */
  readonly updates: Readonly<Record<string, number>>;
  /** The fields of the document and of its state that another version of the gateway has written. */
  readonly foreign: { readonly document: Fields; readonly state: Fields };
}

/** The fields of a document that this version writes. */
const DOCUMENT_FIELDS = new Set(["state", "updates", "form", "expiresAt"]);
const NEW: Version = {
  precondition: { exists: false },
  updates: {},
  foreign: { document: {}, state: {} },
};

interface KnownRecord<State> extends Snapshot<State> {
  readonly version: Version;
}

export interface FirestoreQuotaStoreOptions<State extends QuotaRecord> {
  readonly documents: DocumentStore;
  readonly form: RecordForm<State>;
  /** Called each time that a record can't be read. @default nothing is done */
  readonly onMalformed?: (record: string, error: unknown) => void;
  /** The top-level collection of the records. */
  readonly collection: string;
  readonly clock: Clock;
}

/** An update under way. */
interface UpdateContext {
  readonly attempts: Attempts<unknown>;
  readonly call: StoreCall & { readonly also?: readonly Write[] };
  readonly paths: readonly string[];
}

/**
 * Records in Firestore, each changed by compare and set on its update time, without locks, as many
 * transactions at once abort each other (50 updates at once took 1.6 s; 50 transactions 20 s, and
 * 41 of them were aborted).
 *
 * Every attempt leaves its own id in the records it writes, so that a writer whose answer was lost
 * finds out by reading, even after others have written over it.
 */
export class FirestoreQuotaStore<State extends QuotaRecord> implements QuotaStore<State> {
  readonly #options: FirestoreQuotaStoreOptions<State>;

  constructor(options: FirestoreQuotaStoreOptions<State>) {
    this.#options = options;
  }

  /**
   * @see QuotaStore.update
   * @param call - `also`: writes that are committed together with the records', or not at all.
   */
  async update<Result>(
    keys: readonly string[],
    decide: (
      states: readonly (State | undefined)[],
      moment: Moment,
    ) => JointDecision<State, Result>,
    call: UpdateCall<State> & { readonly also?: readonly Write[] },
  ): Promise<Updated<State, Result>> {
    const { clock, collection } = this.#options;
    const attempts = new Attempts<Result>(clock, call);
    const context = { attempts, call, paths: keys.map((key) => `${collection}/${key}`) };
    const chooseFrom = (known: readonly KnownRecord<State>[]) => choose(decide, known);
    const started = this.#started(call.lastKnown);
    let choice = started && chooseFrom(started);
    let sentMs = clock.monotonic();
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (attempt > 0) await this.#pause(attempt, clock.monotonic() - sentMs, context);
      sentMs = clock.monotonic();
      // Where nothing is written, nothing would tell that somebody has changed a record since.
      if (choice === undefined || !isWrite(choice)) {
        const known = await this.#read(context);
        if (known === undefined) continue;
        const applied = attempts.find(known.map(({ version }) => version.updates));
        if (applied !== undefined) return { result: applied.result, snapshots: known };
        choice = chooseFrom(known);
      }
      // A lost attempt may still arrive: even where nothing is to be written, a write shuts it out.
      if (!isWrite(choice) && attempts.lost)
        choice = { ...choice, writes: choice.known.map(stateOf) };
      if (!isWrite(choice)) return { result: choice.result, snapshots: choice.known };
      const snapshots = await this.#write(choice, context);
      if (snapshots !== undefined) return { result: choice.result, snapshots };
      choice = undefined;
    }
    throw attempts.givenUp();
  }

  #started(
    lastKnown: readonly Snapshot<State>[] | undefined,
  ): readonly KnownRecord<State>[] | undefined {
    const nowMs = this.#options.clock.monotonic();
    const isOld = lastKnown?.some(({ moment }) => nowMs - moment.atMs > SNAPSHOT_MS) ?? true;
    if (lastKnown === undefined || isOld) return undefined;
    return lastKnown.map(({ state, moment, version }) => {
      return { state, moment: later(moment, nowMs), version: version as Version };
    });
  }

  /** Reads the records; undefined where they must be read again. */
  async #read({
    attempts,
    call,
    paths,
  }: UpdateContext): Promise<readonly KnownRecord<State>[] | undefined> {
    const { documents, clock } = this.#options;
    const sentMs = clock.monotonic();
    const found = await documents.get(paths, storeCall(attempts, call)).catch((error: unknown) => {
      if (!(error instanceof StoreError)) this.#options.onMalformed?.(paths.join(", "), error);
      attempts.failedToRead(error);
    });
    if (found === undefined) return undefined;
    const moment = answeredAt(Date.parse(found.readTime), sentMs, clock.monotonic());
    try {
      return found.documents.map((document) => this.#known(document, moment));
    } catch (error) {
      throw attempts.malformed(error);
    }
  }

  #known(document: StoredDocument | null, moment: Moment): KnownRecord<State> {
    if (document === null) return { state: undefined, moment, version: NEW };
    const { data, updateTime } = document;
    const { state: stored, updates } = data;
    const foreign = {
      document: without(data, DOCUMENT_FIELDS),
      state: without(stored, this.#options.form.fields),
    };
    return {
      state: this.#stateIn(document),
      moment,
      version: { precondition: { updateTime }, updates: updatesIn(updates), foreign },
    };
  }

  #stateIn(document: StoredDocument): State {
    const { form, onMalformed } = this.#options;
    try {
      // What can't be read at all is not in the data: without it, a record could say anything.
      if (document.unreadable !== undefined) throw new TypeError("a value of an unknown type");
      return form.read(document.data["state"]);
    } catch (error) {
      onMalformed?.(document.path, error);
      throw error;
    }
  }

  /** Writes the records; undefined where that has failed, or isn't known yet. */
  async #write(
    { known, result, writes }: Choice<State, unknown>,
    { attempts, call, paths }: UpdateContext,
  ): Promise<readonly KnownRecord<State>[] | undefined> {
    const { documents, clock } = this.#options;
    const id = randomUUID();
    attempts.add(id, result);
    const updates = known.map(({ version, moment }) => updatesWith(version, moment, id));
    const records = known.flatMap(({ version }, index) => {
      const state = writes[index];
      if (state === undefined) return [];
      const fields = this.#fieldsOf(state, version.foreign, updates[index] ?? {});
      const { precondition } = version;
      return [{ kind: "update", path: paths[index] ?? "", fields, precondition } as const];
    });
    const sentMs = clock.monotonic();
    try {
      const sent = [...records, ...(call.also ?? [])];
      const { commitTime, writeResults } = await documents.commit(sent, storeCall(attempts, call));
      const moment = answeredAt(Date.parse(commitTime), sentMs, clock.monotonic());
      let written = 0;
      return known.map((record, index) => {
        const state = writes[index];
        if (state === undefined) return record;
        const updateTime = writeResults[written++]?.updateTime ?? commitTime;
        const { foreign } = record.version;
        const version = { precondition: { updateTime }, updates: updates[index] ?? {}, foreign };
        return { state, moment, version };
      });
    } catch (error) {
      attempts.failedToWrite(error);
      return undefined;
    }
  }

  #fieldsOf(state: State, foreign: Version["foreign"], updates: Version["updates"]): Fields {
    return {
      ...foreign.document,
      state: { ...foreign.state, ...state },
      updates,
      form: this.#options.form.number,
      ...expiry(state),
    };
  }

  /** Pauses before an attempt, by how long the last one took: as long as that of each who raced with it. */
  async #pause(attempt: number, tookMs: number, { attempts }: UpdateContext): Promise<void> {
    const { clock } = this.#options;
    const baseMs = attempts.lostRace ? Math.max(PAUSE_MS, tookMs) : PAUSE_MS;
    const jitter = { baseMs, maxMs: PAUSE_CAP_MS, random: () => clock.random() };
    try {
      await clock.sleep(fullJitterMs(attempt, jitter), attempts.signal);
    } catch (cause) {
      throw attempts.givenUp(cause);
    }
  }
}

/** A decision, with the records that it was made on. */
interface Choice<State, Result> extends JointDecision<State, Result> {
  readonly known: readonly KnownRecord<State>[];
}

/** One request of an update, which ends with it. */
function storeCall({ signal }: Attempts<unknown>, { meter }: StoreCall): StoreCall {
  return { ...(signal && { signal }), ...(meter && { meter }) };
}

function choose<State, Result>(
  decide: (states: readonly (State | undefined)[], moment: Moment) => JointDecision<State, Result>,
  known: readonly KnownRecord<State>[],
): Choice<State, Result> {
  const { moment } = known[0] as KnownRecord<State>;
  return { known, ...decide(known.map(stateOf), moment) };
}

function isWrite({ writes }: Choice<unknown, unknown>): boolean {
  return writes.some((write) => write !== undefined);
}

function stateOf<State>({ state }: Snapshot<State>): State | undefined {
  return state;
}

/** The updates that a record remembers, with one more. */
function updatesWith({ updates }: Version, { nowMs }: Moment, id: string): Version["updates"] {
  const recent: Record<string, number> = {};
  for (const [update, at] of Object.entries(updates)) {
    if (at > nowMs - REMEMBER_MS) recent[update] = at;
  }
  recent[id] = nowMs;
  return recent;
}

function updatesIn(stored: unknown): Version["updates"] {
  const entries = Object.entries(typeof stored === "object" && stored !== null ? stored : {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );
}

/** The fields of a map that have none of these names. */
function without(stored: unknown, names: ReadonlySet<string>): Fields {
  if (typeof stored !== "object" || stored === null || Array.isArray(stored)) return {};
  const others = Object.entries(stored as Fields).filter(([name]) => !names.has(name));
  return Object.fromEntries(others);
}

function expiry(state: QuotaRecord): { readonly expiresAt?: { readonly $timestamp: string } } {
  if (state.expiresAtMs === null) return {};
  // Not before every writer has learned what became of its attempts.
  return { expiresAt: { $timestamp: new Date(state.expiresAtMs + REMEMBER_MS).toISOString() } };
}
