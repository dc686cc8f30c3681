import type * as FirebaseHttps from "firebase-functions/https";
import { createRequire } from "node:module";

/**
 * Firebase's own library of functions, loaded by the first who asks: it takes longer to load than
 * all the rest, and only a deploy needs it, which asks what there is to deploy.
 */
export function firebaseHttps(): typeof FirebaseHttps {
  return createRequire(import.meta.url)("firebase-functions/https") as typeof FirebaseHttps;
}
