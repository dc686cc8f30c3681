import fc from "fast-check";
import { fullBucket, holdsAt, refill, take, type Bucket, type BucketSize } from "./token-bucket.ts";

const START = 1_790_000_000_000;
const sizes = fc.record({
  capacity: fc.integer({ min: 1, max: 100_000 }),
  refillPerMinute: fc.double({ min: 0.01, max: 1_000_000, noNaN: true }),
});

/** Spends if the tokens are there, as the simplest user of a bucket would. */
function spend(bucket: Bucket, size: BucketSize, amount: number, nowMs: number) {
  const filled = refill(bucket, size, nowMs);
  return filled.tokens >= amount
    ? { ok: true, bucket: take(filled, size, amount) }
    : { ok: false, bucket };
}

describe("token bucket", () => {
  test("spends at most capacity + rate × window in any window, whatever clocks do", () => {
    const calls = fc.array(
      fc.record({
        // True time passes by `passedMs`; the clock that this call reads is off by `skewMs`.
        passedMs: fc.integer({ min: 0, max: 5_000 }),
        skewMs: fc.constantFrom(0, 0, 1, -1, 2_000, -2_000, 300_000, -300_000),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(sizes, calls, (size, steps) => {
        let bucket = fullBucket(size, START);
        let latestMs = START;
        let trueMs = START;
        const spent: { at: number; amount: number }[] = [];
        for (const step of steps) {
          trueMs += step.passedMs;
          // What the bucket may believe is the furthest that any clock has said.
          latestMs = Math.max(latestMs, trueMs + step.skewMs);
          const amount = 1 + Math.floor(step.share * (size.capacity - 1));
          const outcome = spend(bucket, size, amount, trueMs + step.skewMs);
          bucket = outcome.bucket;
          if (outcome.ok) spent.push({ at: latestMs, amount });
        }
        for (const [from, first] of spent.entries()) {
          let sum = 0;
          for (const { at, amount } of spent.slice(from)) {
            sum += amount;
            const allowed = size.capacity + ((at - first.at) * size.refillPerMinute) / 60_000;
            expect(sum).toBeLessThanOrEqual(allowed * (1 + 1e-9) + 1e-6);
          }
        }
      }),
    );
  });

  test("loses no fraction of a token, however often it is refilled", () => {
    const size = { capacity: 1_000_000, refillPerMinute: 500 * 60 };
    let bucket: Bucket = { tokens: 0, at: START };
    for (let ms = 1; ms <= 60_000; ms += 1) bucket = refill(bucket, size, START + ms);
    expect(bucket.tokens).toBeCloseTo(30_000, 3);
  });

  test("a clock that goes back neither gives nor takes, and is caught up with once", () => {
    const size = { capacity: 100, refillPerMinute: 60 };
    const ahead = refill({ tokens: 0, at: START }, size, START + 10_000);
    const back = refill(ahead, size, START);
    expect(back).toEqual({ tokens: 10, at: START + 10_000 });
    expect(refill(back, size, START + 11_000).tokens).toBe(11);
  });

  test("holdsAt is exact: one millisecond earlier is too early", () => {
    fc.assert(
      fc.property(
        sizes,
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (size, fill, share) => {
          const bucket = { tokens: size.capacity * fill, at: START };
          const wanted = size.capacity * share;
          const atMs = holdsAt(bucket, size, wanted);
          expect(refill(bucket, size, atMs).tokens).toBeGreaterThanOrEqual(wanted);
          if (atMs > START) {
            expect(refill(bucket, size, atMs - 1).tokens).toBeLessThan(wanted);
          }
        },
      ),
    );
  });

  test("holdsAt knows what never comes", () => {
    const size = { capacity: 10, refillPerMinute: 60 };
    expect(holdsAt(fullBucket(size, START), size, 11)).toBe(Infinity);
    expect(holdsAt({ tokens: 0, at: START }, { capacity: 10, refillPerMinute: 0 }, 1)).toBe(
      Infinity,
    );
  });

  test("what is taken and given back leaves the bucket as it was", () => {
    fc.assert(
      fc.property(sizes, fc.nat(1_000), (size, amount) => {
        const bucket = { tokens: size.capacity / 2, at: START };
        const settled = take(take(bucket, size, amount), size, -amount);
        expect(settled.tokens).toBeCloseTo(bucket.tokens, 6);
      }),
    );
  });

  test("giving back never fills it beyond its capacity", () => {
    const size = { capacity: 10, refillPerMinute: 60 };
    expect(take({ tokens: 8, at: START }, size, -5).tokens).toBe(10);
  });
});
