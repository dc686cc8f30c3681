import { createRequire } from "node:module";
import { Timestamp } from "@google-cloud/firestore";
import { FirebaseFunctionsRateLimiter } from "firebase-functions-rate-limiter";
import type { LimiterKind } from "./limiter.ts";
import { openFirestore } from "./open-firestore.ts";

/** The collection of its records. */
const NAME = "limiter";

/*
 * The library wants firebase-admin 10 and firebase-functions 3, of 2022. Every installation of
 * this project would get them, with all that they depend on and that was found wrong with it
 * since. So package.json has it share the current ones (`overrides`). All that it uses of them to
 * limit a call is the time now, out of the namespace `admin.firestore`, which firebase-admin has
 * no more: it is put there. Its Firestore is the client that it is given.
 */
Object.assign(createRequire(import.meta.url)("firebase-admin") as object, {
  firestore: { Timestamp },
});

/** The usual library. */
export const libraryLimiter: LimiterKind = {
  title: "firebase-functions-rate-limiter",
  pathStart: (uid) => `${NAME}/${uid}`,
  start: ({ grpc }) => {
    const firestore = openFirestore(grpc);
    return {
      limiter: (uid, perMinute) => {
        const limiter = FirebaseFunctionsRateLimiter.withFirestoreBackend(
          { name: NAME, periodSeconds: 60, maxCalls: perMinute },
          firestore,
        );
        return { admits: async () => !(await limiter.isQuotaExceededOrRecordUsage(uid)) };
      },
    };
  },
};
