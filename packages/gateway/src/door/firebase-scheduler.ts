import type * as FirebaseScheduler from "firebase-functions/scheduler";
import { createRequire } from "node:module";

/** As {@link firebaseHttps}: loaded by a deploy alone. */
export function firebaseScheduler(): typeof FirebaseScheduler {
  return createRequire(import.meta.url)("firebase-functions/scheduler") as typeof FirebaseScheduler;
}
