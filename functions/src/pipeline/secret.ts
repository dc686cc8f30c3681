import { hkdfSync, randomBytes } from "node:crypto";
import {
  isUnreachable,
  StoreError,
  type DocumentStore,
  type StoreCall,
} from "../documents/store.ts";
import { untilAborted } from "../documents/until-aborted.ts";

const PATH = "_secrets/gateway";
const KEY_BYTES = 32;

/** What a key is for: no two purposes share one. */
export type KeyPurpose = "cursor" | "request" | "address";

/**
 * The gateway's own keys, the same on all instances, all derived from one that is made once and
 * kept in the database, where only the gateway can read it. That costs an instance one read, the
 * first time that a key is needed.
 */
export class Secret {
  readonly #store: DocumentStore;
  #main: Buffer | undefined;
  #loading: Promise<Buffer> | undefined;
  readonly #keys = new Map<KeyPurpose, Buffer>();

  constructor(store: DocumentStore) {
    this.#store = store;
  }

  /** 32 bytes. */
  async key(purpose: KeyPurpose, call: StoreCall): Promise<Buffer> {
    const known = this.#keys.get(purpose);
    if (known !== undefined) return known;
    const loading = this.#loading;
    const loaded = loading && (await loadedByAnother(loading, call));
    this.#main ??= loaded ?? (await this.#loadOnce(call));
    const key = Buffer.from(hkdfSync("sha256", this.#main, "", purpose, KEY_BYTES));
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
    return (await this.#read(call)) ?? (await this.#create(call));
  }

  async #read(call: StoreCall): Promise<Buffer | undefined> {
    const { documents } = await this.#store.get([PATH], call);
    const key = documents[0]?.data["key"];
    return typeof key === "string" ? Buffer.from(key, "base64url") : undefined;
  }

  async #create(call: StoreCall): Promise<Buffer> {
    const key = randomBytes(KEY_BYTES);
    const fields = { key: key.toString("base64url") };
    try {
      await this.#store.commit(
        [{ kind: "update", path: PATH, fields, precondition: { exists: false } }],
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
    if (isUnreachable(error) || signal?.aborted === true) throw error;
    return undefined;
  }
}
