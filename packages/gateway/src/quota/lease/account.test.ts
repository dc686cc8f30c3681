import fc from "fast-check";
import { limitsOf, perMinute } from "../limit.ts";
import { bucketAt, bucketHoldsAt, limitsIn, type Account, type LeaseRecord } from "./account.ts";

const START = 1_790_000_000_000;
/** 100 tokens, ten a second. */
const [limit] = limitsOf("calls", [perMinute(600, { burst: 100 })]);
if (limit === undefined) throw new Error("there is a limit");
const { name } = limit;

const lease = (capacity: number, refillPerMinute: number, forMs: number): LeaseRecord => ({
  number: 1,
  expiresAtMs: START + forMs,
  parts: { [name]: { capacity, refillPerMinute } },
});
const account = (tokens: number, leases: Account["leases"]) => ({
  buckets: { [name]: { tokens, at: START } },
  leases,
});
const tokensAt = (of: ReturnType<typeof account>, ms: number) =>
  bucketAt(of, limit, START + ms).tokens;

describe("a bucket beside its leases", () => {
  test("fills up to the capacity less what is leased", () => {
    const leased = account(0, { a: lease(40, 0, 60_000) });
    expect(tokensAt(leased, 3_000)).toBe(30);
    expect(tokensAt(leased, 10_000)).toBe(60);
  });

  test("refills only by what is not leased", () => {
    expect(tokensAt(account(0, { a: lease(0, 450, 60_000) }), 2_000)).toBe(5);
    expect(tokensAt(account(0, { a: lease(0, 600, 60_000) }), 9_000)).toBe(0);
  });

  test("gets room when a lease ends, and no tokens: what was full stays as full, and fills from then on", () => {
    const leased = account(60, { a: lease(40, 0, 5_000) });
    expect(tokensAt(leased, 5_000)).toBe(60);
    expect(tokensAt(leased, 6_000)).toBe(70);
    expect(tokensAt(leased, 60_000)).toBe(100);
  });

  test("gets its refill back from each lease as it ends, one after the other", () => {
    const leases = { a: lease(10, 300, 1_000), b: lease(10, 300, 2_000) };
    expect(tokensAt(account(0, leases), 1_000)).toBe(0);
    expect(tokensAt(account(0, leases), 2_000)).toBe(5);
    expect(tokensAt(account(0, leases), 3_000)).toBe(15);
  });

  test("is never made to hold less by what is leased, only by a lower limit", () => {
    const crowded = account(90, { a: lease(40, 0, 5_000) });
    expect(tokensAt(crowded, 1_000)).toBe(90);
    const lower = { ...limit, capacity: 50 };
    expect(bucketAt(crowded, lower, START + 1_000).tokens).toBe(50);
  });

  const leases = fc.dictionary(
    fc.constantFrom("a", "b", "c"),
    fc.record({
      capacity: fc.nat(30),
      refillPerMinute: fc.nat(200),
      forMs: fc.integer({ min: 1, max: 20_000 }),
    }),
  );
  const accounts = fc
    .record({ tokens: fc.integer({ min: -50, max: 10 }), leases })
    .map((of) =>
      account(
        of.tokens,
        Object.fromEntries(
          Object.entries(of.leases).map(([holder, part]) => [
            holder,
            lease(part.capacity, part.refillPerMinute, part.forMs),
          ]),
        ),
      ),
    );

  test("is the same whether it is looked at on the way or not", () => {
    const moments = fc.array(fc.nat(30_000), { maxLength: 5 });
    fc.assert(
      fc.property(accounts, moments, (leased, lookedAt) => {
        let buckets = leased.buckets;
        for (const ms of lookedAt.toSorted((a, b) => a - b)) {
          buckets = { [name]: bucketAt({ ...leased, buckets }, limit, START + ms) };
        }
        const looked = tokensAt({ ...leased, buckets }, 30_000);
        expect(looked).toBeCloseTo(tokensAt(leased, 30_000), 6);
      }),
    );
  });

  test("holds what bucketHoldsAt says, and not a millisecond earlier", () => {
    fc.assert(
      fc.property(accounts, fc.integer({ min: 1, max: 100 }), (leased, tokens) => {
        const atMs = bucketHoldsAt(leased, limit, { tokens, nowMs: START }) - START;
        expect(atMs).toBeLessThan(Infinity);
        expect(tokensAt(leased, atMs)).toBeGreaterThanOrEqual(tokens);
        if (atMs > 0) expect(tokensAt(leased, atMs - 1)).toBeLessThan(tokens);
      }),
    );
  });
});

test("a shard's limits are its part of its account's, and nothing of those it has no part of", () => {
  const limits = [...limitsOf("calls", [perMinute(600)]), ...limitsOf("reads", [perMinute(600)])];
  const parts = { "calls-per-minute": { capacity: 30, refillPerMinute: 60 } };
  const shard = { lease: { number: 1, expiresAtMs: START, parts } } as unknown as Account["shard"];
  const sizes = limitsIn({ override: null, shard } as Account, limits);
  expect(sizes).toMatchObject([
    { name: "calls-per-minute", capacity: 30, refillPerMinute: 60 },
    { name: "reads-per-minute", capacity: 0, refillPerMinute: 0 },
  ]);
});
