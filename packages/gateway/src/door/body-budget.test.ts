import fc from "fast-check";
import { BodyBudget, MAX_BODY_BYTES } from "./body-budget.ts";

const MEMORY_MIB = 512;
const LARGEST = { bytes: MAX_BODY_BYTES };

test("a request of the largest kind has room on an instance of any size", () => {
  for (const memoryMib of [128, 256, 512, 4_096]) {
    expect(() => new BodyBudget(memoryMib).open().hold(LARGEST)).not.toThrow();
  }
});

test("what is too much is refused as unavailable, with a time to come again", () => {
  const budget = new BodyBudget(MEMORY_MIB);
  const all = () => {
    for (;;) budget.open().hold(LARGEST);
  };
  expect(all).toThrow(
    expect.objectContaining({ reason: "GATEWAY_UNAVAILABLE", details: { retryAfterMs: 1_000 } }),
  );
});

test("what there is never room for is too large, and nobody is told to try it again", () => {
  const share = new BodyBudget(MEMORY_MIB).open();
  share.hold(LARGEST);
  expect(() => share.hold({ ...LARGEST, nodes: 1_000_000 })).toThrow(
    expect.objectContaining({ reason: "REQUEST_TOO_LARGE" }),
  );
});

test("an ordinary request is let in, whatever else is under way", () => {
  const budget = new BodyBudget(MEMORY_MIB);
  expect(() => {
    for (;;) budget.open().hold(LARGEST);
  }).toThrow("Too many large requests");
  for (let index = 0; index < 1_000; index += 1) {
    expect(() => budget.open().hold({ bytes: 2_000, nodes: 100 })).not.toThrow();
  }
});

test("whatever requests come, grow and go, all of the budget is there in the end, and no more", () => {
  const size = fc.record({ bytes: fc.nat(MAX_BODY_BYTES), nodes: fc.nat(500_000) });
  const requests = fc.array(fc.array(size, { maxLength: 3 }), { maxLength: 20 });
  fc.assert(
    fc.property(requests, (sizes) => {
      const budget = new BodyBudget(MEMORY_MIB);
      const most = countOf(budget);
      const shares = sizes.map((steps) => {
        const share = budget.open();
        try {
          for (const step of steps) share.hold(step);
        } catch {
          // It keeps what it had until then.
        }
        return share;
      });
      for (const share of shares) share.release();
      for (const share of shares) share.release();
      expect(countOf(budget)).toBe(most);
    }),
  );
});

/** How many of the largest requests there is room for. */
function countOf(budget: BodyBudget): number {
  const shares = [];
  try {
    for (;;) {
      const share = budget.open();
      share.hold(LARGEST);
      shares.push(share);
    }
  } catch {
    for (const share of shares) share.release();
    return shares.length;
  }
}
