import fc from "fast-check";
import { limitsOf, perMinute } from "../limit.ts";
import { stillLeft } from "./ended-lease.ts";

const START = 1_790_000_000_000;
const [limit] = limitsOf("reads", [perMinute(60, { burst: 100 })]);
if (limit === undefined) throw new Error("there is a limit");
const ended = { expiresAtMs: START, tokens: { "reads-per-minute": 30 }, limits: [limit] };

describe("what was left of a lease that ended", () => {
  test("comes back whole until the lease has ended for all", () => {
    expect(stillLeft(ended, limit, START - 5_000)).toBe(30);
    expect(stillLeft(ended, limit, START)).toBe(30);
  });

  test("is less by all that can have been refilled since", () => {
    expect(stillLeft(ended, limit, START + 10_000)).toBe(20);
    expect(stillLeft(ended, limit, START + 30_000)).toBe(0);
    expect(stillLeft(ended, limit, START + 90_000)).toBe(0);
  });

  test("is nothing of a limit that it had no part of", () => {
    expect(stillLeft({ ...ended, tokens: {} }, limit, START)).toBe(0);
  });

  test("is nothing of a limit that has been set anew since, or is gone", () => {
    expect(stillLeft(ended, { ...limit, capacity: 10 }, START)).toBe(0);
    expect(stillLeft(ended, { ...limit, refillPerMinute: 6 }, START)).toBe(0);
    expect(stillLeft({ ...ended, limits: [] }, limit, START)).toBe(0);
  });

  test("never makes a bucket hold more than one that never lost it, whatever is spent meanwhile", () => {
    const spent = fc.record({ afterMs: fc.nat(20_000), amount: fc.nat(100) });
    fc.assert(
      fc.property(fc.array(spent), fc.nat(70), fc.nat(20_000), (spendings, tokens, lastMs) => {
        let [bucket, exact, nowMs] = [tokens, tokens + 30, START];
        const pass = (ms: number) => {
          bucket = Math.min(100, bucket + ms / 1_000);
          exact = Math.min(100, exact + ms / 1_000);
          nowMs += ms;
        };
        for (const { afterMs, amount } of spendings) {
          pass(afterMs);
          if (amount > bucket) continue;
          bucket -= amount;
          exact -= amount;
        }
        pass(lastMs);
        expect(bucket + stillLeft(ended, limit, nowMs)).toBeLessThanOrEqual(exact + 1e-9);
      }),
    );
  });
});
