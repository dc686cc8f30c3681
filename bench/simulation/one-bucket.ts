import {
  fullBucket,
  refill,
  take,
  type Bucket,
  type BucketSize,
} from "../../packages/gateway/src/quota/token-bucket.ts";

/** A single bucket that everybody can see at once: the best that a quota can do. */
export class ExactBucket {
  /** The calls that it has admitted so far. */
  admitted = 0;
  readonly #size: BucketSize;
  #bucket: Bucket;

  constructor(size: BucketSize) {
    this.#size = size;
    this.#bucket = fullBucket(size, 0);
  }

  /** A call comes. @param atMs - No earlier than the one before. */
  call(atMs: number): void {
    this.#bucket = refill(this.#bucket, this.#size, atMs);
    if (this.#bucket.tokens < 1) return;
    this.#bucket = take(this.#bucket, this.#size, 1);
    this.admitted += 1;
  }
}

/** How many of these calls a single bucket would admit. */
export function admittedByOneBucket(askedMs: readonly number[], size: BucketSize): number {
  const bucket = new ExactBucket(size);
  for (const atMs of askedMs) bucket.call(atMs);
  return bucket.admitted;
}
