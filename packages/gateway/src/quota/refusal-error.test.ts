import { refusalError } from "./refusal-error.ts";

const REFUSAL = {
  limit: "reads-per-minute",
  class: "reads",
  capacity: 10,
  refillPerMinute: 10,
  retryAfterMs: 0,
} as const;

test("what never fits has no time to come again", () => {
  const { details } = refusalError({ ...REFUSAL, reason: "COST_EXCEEDS_CAPACITY" });
  expect(details).toEqual({
    limit: "reads-per-minute",
    class: "reads",
    capacity: 10,
    refillPerMinute: 10,
  });
});

test.each(["QUOTA_EXCEEDED", "BUDGET_EXHAUSTED"] as const)(
  "%s says when to come again",
  (reason) => {
    expect(refusalError({ ...REFUSAL, reason, retryAfterMs: 1_500 }).details).toMatchObject({
      retryAfterMs: 1_500,
    });
  },
);
