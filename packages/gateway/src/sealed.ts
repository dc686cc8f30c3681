import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from "node:crypto";

const CIPHER = "aes-256-gcm";
export const SEAL_IV_BYTES = 12;
const TAG_BYTES = 16;

/** What is handed to a caller to be handed back, so that it can neither read nor change it. */
export interface Sealed {
  readonly text: string;
  /** What it is bound to: it opens with the same again alone. */
  readonly boundTo: string | Uint8Array;
}

/**
 * Encrypts a text.
 *
 * @param key 32 bytes
 * @param iv 12 random bytes, never used twice
 */
export function seal(key: Buffer, iv: Buffer, { text, boundTo }: Sealed): Buffer {
  const cipher = createCipheriv(CIPHER, keyObjectOf(key), iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(boundTo));
  const sealed = [cipher.update(text, "utf8"), cipher.final()];
  return Buffer.concat([iv, cipher.getAuthTag(), ...sealed]);
}

/** The text; undefined where the bytes were not sealed with this key, or bound to something else. */
export function unseal(key: Buffer, bytes: Buffer, boundTo: Sealed["boundTo"]): string | undefined {
  try {
    const decipher = createDecipheriv(CIPHER, keyObjectOf(key), bytes.subarray(0, SEAL_IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(SEAL_IV_BYTES, SEAL_IV_BYTES + TAG_BYTES));
    decipher.setAAD(Buffer.from(boundTo));
    const sealed = bytes.subarray(SEAL_IV_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString();
  } catch {
    return undefined;
  }
}

const keyObjects = new WeakMap<Buffer, KeyObject>();

/** Of bytes, Node finds out each time that they are no key object, 10 µs of its 13. */
function keyObjectOf(key: Buffer): KeyObject {
  const known = keyObjects.get(key);
  if (known !== undefined) return known;
  const made = createSecretKey(key);
  keyObjects.set(key, made);
  return made;
}
