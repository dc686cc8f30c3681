import type { RestMethod } from "./rest-method.ts";
import { unimplemented } from "./unimplemented.ts";

/** A method that Firestore has and the gateway does not carry. */
export function notCarried(message: string): () => RestMethod<never, readonly []> {
  return () => ({
    parse: () => {
      throw unimplemented(message);
    },
    plan: () => [],
    execute: () => Promise.reject(unimplemented(message)),
  });
}
