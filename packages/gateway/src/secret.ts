import { hkdfSync, randomBytes } from "node:crypto";
import { StoreError, type DocumentStore, type StoreCall } from "./documents/store.ts";
import { untilAborted } from "./documents/until-aborted.ts";

const DOCUMENT_ID = "gateway";
const KEY_BYTES = 32;
/** The form of the stored key. What a reader doesn't know of it changes nothing. */
const FORM = 1;
/** How often an instance looks whether the key is still the stored one, in milliseconds, at most. */
const RECHECK_MS = 60_000;

/** What a key is for: no two purposes share one. */
export type KeyPurpose = "cursor" | "address" | "transaction" | "listen";

export interface SecretOptions {
  /** The top-level collection that the key is kept in. */
  readonly collection: string;
  /** Milliseconds on a clock that never goes back. */
  readonly monotonic: () => number;
}

/**
 * The gateway's own keys, the same on all instances, all derived from one that is made once and
 * kept in the database, where only the gateway can read it. That costs an instance one read when a
 * key is first needed, and one a minute in which keys are.
 *
 * A database that is restored may come without it, under running instances: the first of them to
 * notice stores again the key that it has. If another has been made meanwhile, all take that.
 */
export class Secret {
  readonly #store: DocumentStore;
  readonly #path: string;
  readonly #monotonic: () => number;
  #main: Buffer | undefined;
  #loading: Promise<Buffer> | undefined;
  #checkedMs = -Infinity;
  readonly #keys = new Map<KeyPurpose, Buffer>();

  constructor(store: DocumentStore, { collection, monotonic }: SecretOptions) {
    this.#store = store;
    this.#path = `${collection}/${DOCUMENT_ID}`;
    this.#monotonic = monotonic;
  }

  /** 32 bytes. The same buffer each time, unless the stored key is another. */
  async key(purpose: KeyPurpose, call: StoreCall): Promise<Buffer> {
    this.#recheckInTime();
    const known = this.#keys.get(purpose);
    if (known !== undefined) return known;
    const loading = this.#loading;
    const loaded = loading && (await loadedByAnother(loading, call));
    this.#main ??= loaded ?? (await this.#loadOnce(call));
    const key = this.#keys.get(purpose) ?? derive(this.#main, purpose);
    this.#keys.set(purpose, key);
    return key;
  }

  /** The key, if it was needed before. */
  known(purpose: KeyPurpose): Buffer | undefined {
    return this.#keys.get(purpose);
  }

  async #loadOnce(call: StoreCall): Promise<Buffer> {
    const loading = this.#load(call);
    this.#loading = loading;
    try {
      return await loading;
    } finally {
      if (this.#loading === loading) this.#loading = undefined;
    }
  }

  async #load(call: StoreCall): Promise<Buffer> {
    this.#checkedMs = this.#monotonic();
    return (await this.#read(call)) ?? (await this.#put(randomBytes(KEY_BYTES), call));
  }

  /** No call waits for it: until it is over, what is known is good enough. */
  #recheckInTime(): void {
    const nowMs = this.#monotonic();
    if (this.#main === undefined || nowMs - this.#checkedMs < RECHECK_MS) return;
    this.#checkedMs = nowMs;
    // Where it fails now, it is tried again in a minute.
    void this.#recheck(this.#main).catch(() => undefined);
  }

  async #recheck(main: Buffer): Promise<void> {
    const stored = (await this.#read({})) ?? (await this.#put(main, {}));
    if (stored.equals(main)) return;
    this.#main = stored;
    this.#keys.clear();
  }

  async #read(call: StoreCall): Promise<Buffer | undefined> {
    const { documents } = await this.#store.get([this.#path], call);
    const [stored] = documents;
    if (!stored) return undefined;
    const { key: text } = stored.data;
    const key = Buffer.from(typeof text === "string" ? text : "", "base64url");
    if (key.length === KEY_BYTES) return key;
    throw new Error(
      `The field "key" of ${this.#path} must be ${String(KEY_BYTES)} bytes in base64url.`,
    );
  }

  /** Stores a key where there is none. @returns The one that is stored then. */
  async #put(key: Buffer, call: StoreCall): Promise<Buffer> {
    const fields = { key: key.toString("base64url"), form: FORM };
    try {
      await this.#store.commit(
        [{ kind: "update", path: this.#path, fields, precondition: { exists: false } }],
        call,
      );
      return key;
    } catch (error) {
      const existing = await this.#read(call);
      if (existing === undefined) throw error;
      return existing;
    }
  }
}

/** What a load on its way brings; undefined where it fails, for its own call's time perhaps. */
async function loadedByAnother(
  loading: Promise<Buffer>,
  { signal }: StoreCall,
): Promise<Buffer | undefined> {
  try {
    return await untilAborted(loading, signal, (cause) => {
      return new StoreError("UNAVAILABLE", "No key in time.", { cause });
    });
  } catch (error) {
    const isUnreachable = error instanceof StoreError && error.unreachable;
    if (isUnreachable || signal?.aborted === true) throw error;
    return undefined;
  }
}

function derive(main: Buffer, purpose: KeyPurpose): Buffer {
  return Buffer.from(hkdfSync("sha256", main, "", purpose, KEY_BYTES));
}
