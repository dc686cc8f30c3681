import { randomBytes } from "node:crypto";
import { SEAL_IV_BYTES, seal, unseal } from "../sealed.ts";

/** The form of a token; one of another form is none. */
const FORM = "1";

/**
 * Makes and opens the tokens by which a client comes back to a target: which versions of which
 * documents it has, as a digest. A token opens for the same database, effective query and field
 * rights alone; for all others it is none, and the whole result is told.
 */
export class ResumeTokens {
  readonly #key: Buffer;
  readonly #database: string;

  /** @param key 32 bytes */
  constructor(key: Buffer, database: string) {
    this.#key = key;
    this.#database = database;
  }

  seal(digest: string, boundTo: string): string {
    const iv = randomBytes(SEAL_IV_BYTES);
    const sealed = { text: FORM + digest, boundTo: this.#boundTo(boundTo) };
    return seal(this.#key, iv, sealed).toString("base64url");
  }

  /** The digest; undefined where the token is not one of ours for this. */
  open(token: string, boundTo: string): string | undefined {
    const text = unseal(this.#key, Buffer.from(token, "base64url"), this.#boundTo(boundTo));
    return text?.startsWith(FORM) === true ? text.slice(FORM.length) : undefined;
  }

  #boundTo(target: string): string {
    return JSON.stringify([this.#database, target]);
  }
}
