import {
  fullBucket,
  refill,
  take,
  type BucketSize,
} from "../../packages/gateway/src/quota/token-bucket.ts";

/** How many of these calls a single bucket would admit that everybody could see at once: the best that a quota can do. */
export function admittedByOneBucket(askedMs: readonly number[], size: BucketSize): number {
  let [bucket, admitted] = [fullBucket(size, 0), 0];
  for (const atMs of askedMs) {
    bucket = refill(bucket, size, atMs);
    if (bucket.tokens < 1) continue;
    bucket = take(bucket, size, 1);
    admitted += 1;
  }
  return admitted;
}
