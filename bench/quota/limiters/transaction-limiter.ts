import {
  fullBucket,
  refill,
  take,
  type Bucket,
} from "../../../packages/gateway/src/quota/token-bucket.ts";
import type { LimiterKind } from "./limiter.ts";
import { openFirestore } from "./open-firestore.ts";

const COLLECTION = "transactions";

/** A token bucket in a document, and a transaction for each call: reads it, takes one, writes it. */
export const transactionLimiter: LimiterKind = {
  title: "a transaction per call",
  pathStart: (uid) => `${COLLECTION}/${uid}`,
  start: ({ grpc }) => {
    const firestore = openFirestore(grpc);
    return {
      limiter: (uid, perMinute) => {
        const size = { capacity: perMinute, refillPerMinute: perMinute };
        const reference = firestore.collection(COLLECTION).doc(uid);
        const admits = () =>
          firestore.runTransaction(async (transaction) => {
            const stored = await transaction.get(reference);
            const nowMs = stored.readTime.toMillis();
            const before = stored.exists ? (stored.data() as Bucket) : fullBucket(size, nowMs);
            const bucket = refill(before, size, nowMs);
            if (bucket.tokens < 1) return false;
            transaction.set(reference, take(bucket, size, 1));
            return true;
          });
        return { admits };
      },
    };
  },
};
