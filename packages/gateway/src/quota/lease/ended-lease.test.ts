import { limitsOf, perMinute } from "../limit.ts";
import { lossesOf } from "./ended-lease.ts";

const START = 1_790_000_000_000;
const [limit] = limitsOf("reads", [perMinute(60, { burst: 100 })]);
if (limit === undefined) throw new Error("there is a limit");
const { name } = limit;
const overflow = { atMs: START - 3_000, tokens: 2 };
const ended = {
  expiresAtMs: START,
  tokens: { [name]: 30 },
  lost: { [name]: [overflow] },
  limits: [limit],
};

describe("what an ended lease has lost", () => {
  test("is what was left of it, which had its room in the lease until the end, and the refill that had none", () => {
    expect(lossesOf(ended, limit)).toEqual([{ atMs: START, tokens: 30 }, overflow]);
  });

  test("is nothing of a limit that it had no part of", () => {
    const losses = lossesOf({ ...ended, tokens: {}, lost: {} }, limit);
    expect(losses.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(0);
  });

  test("is nothing of a limit that has been set anew since, or is gone", () => {
    expect(lossesOf(ended, { ...limit, capacity: 10 })).toEqual([]);
    expect(lossesOf(ended, { ...limit, refillPerMinute: 6 })).toEqual([]);
    expect(lossesOf({ ...ended, limits: [] }, limit)).toEqual([]);
  });
});
