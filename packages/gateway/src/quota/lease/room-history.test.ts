import fc from "fast-check";
import { creditIn, thinned, withRooms, type Loss, type Room } from "./room-history.ts";

const START = 1_790_000_000_000;
const room = (afterMs: number, tokens: number): Room => ({ fromMs: START + afterMs, tokens });
const loss = (afterMs: number, tokens: number): Loss => ({ atMs: START + afterMs, tokens });

describe("what a bucket has lost", () => {
  const rooms = [room(0, 8), room(2_000, 3), room(4_000, 5)];

  test("comes back as far as there was room for it all the time since", () => {
    expect(creditIn(rooms, [loss(2_500, 7)]).tokens).toBe(3);
    expect(creditIn(rooms, [loss(4_000, 7)]).tokens).toBe(5);
    expect(creditIn(rooms, [loss(1_000, 2)]).tokens).toBe(2);
  });

  test("takes the room of what was lost beside it", () => {
    expect(creditIn(rooms, [loss(4_500, 4), loss(500, 4)]).tokens).toBe(5);
    const { history: left } = creditIn(rooms, [loss(4_500, 4)]);
    expect(left.map(({ tokens }) => tokens)).toEqual([8, 3, 1]);
  });

  test("is lost where nobody knows the room that there was", () => {
    expect(creditIn(rooms, [loss(-1, 5)]).tokens).toBe(0);
    expect(creditIn([], [loss(0, 5)]).tokens).toBe(0);
  });

  test("is lost where the bucket was full since, which an exact one would have been too", () => {
    const full = withRooms(rooms, [room(5_000, 0), room(6_000, 4)], START + 7_000);
    expect(full).toEqual([room(6_000, 4)]);
    expect(creditIn(full, [loss(4_500, 1)]).tokens).toBe(0);
  });

  test("is remembered in few entries, each with the least room of its time", () => {
    const many = Array.from({ length: 1_000 }, (_, index) => room(index * 100, 1 + (index % 7)));
    const few = thinned(withRooms([], many, START + 100_000));
    expect(few.length).toBeLessThan(30);
    for (const { fromMs, tokens } of few) {
      const then = many.filter((of) => of.fromMs >= fromMs && of.fromMs < fromMs + 500);
      expect(tokens).toBe(Math.min(...then.map((of) => of.tokens)));
    }
  });

  test("never makes it hold more than one from which nothing is leased, whatever is spent and told meanwhile", () => {
    const [refillPerMs, leased, pooled] = [0.01, 30, 70];
    const step = fc.record({
      afterMs: fc.nat(8_000),
      spent: fc.integer({ min: 0, max: 60 }),
      tells: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step), fc.nat(pooled), (steps, tokens) => {
        // The lease stays full, and so loses all of its refill; the rest of the bucket loses what
        // it has no room for.
        let [bucket, exact, nowMs] = [tokens, tokens + leased, START];
        let history: readonly Room[] = [];
        let losses: readonly Loss[] = [];
        for (const { afterMs, spent, tells } of steps) {
          const fromMs = nowMs;
          nowMs += afterMs;
          bucket = Math.min(pooled, bucket + afterMs * refillPerMs);
          exact = Math.min(leased + pooled, exact + 2 * afterMs * refillPerMs);
          losses = [{ atMs: fromMs, tokens: afterMs * refillPerMs }, ...losses];
          history = withRooms(history, [{ fromMs, tokens: pooled - bucket }], nowMs);
          if (tells) {
            const credited = creditIn(history, losses);
            bucket += credited.tokens;
            history = credited.history;
            losses = [];
          }
          history = thinned(history);
          expect(bucket + leased).toBeLessThanOrEqual(exact + 1e-9);
          const taken = Math.min(spent, bucket);
          bucket -= taken;
          exact -= taken;
        }
      }),
    );
  });
});
