import { randomBytes } from "node:crypto";
import type { DocumentStore, StoreCall } from "../documents/store.ts";

const PATH = "_secrets/gateway";
const KEY_BYTES = 32;

/**
 * The gateway's own key, the same on all instances: made once, kept in the database, where only
 * the gateway can read it. It costs one read on an instance, the first time that it is needed.
 */
export class Secret {
  readonly #store: DocumentStore;
  #key: Promise<Buffer> | undefined;

  constructor(store: DocumentStore) {
    this.#store = store;
  }

  /** 32 bytes. */
  key(call: StoreCall): Promise<Buffer> {
    this.#key ??= this.#load(call).catch((error: unknown) => {
      this.#key = undefined;
      throw error;
    });
    return this.#key;
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
