import { StoreError } from "../store.ts";

/**
 * What an answer of Firestore's is read as. Reading one of another form throws TypeErrors, ours and
 * JavaScript's own.
 *
 * @param options `outcomeUnknown` for the answer to a write: it was taken, and may have been applied
 * @throws StoreError INTERNAL where the answer is not as documented
 */
export function understood<T>(read: () => T, options: { outcomeUnknown?: true } = {}): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const message = "Firestore's answer is not as documented";
    throw new StoreError("INTERNAL", message, { cause, ...options });
  }
}
