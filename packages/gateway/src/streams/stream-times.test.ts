import { streamLength } from "./stream-times.ts";

const HOUR_MS = 3_600_000;
const at = (random: number) => ({ random: () => random });

test("a stream ends before its function's limit, and streams that began together apart", () => {
  const [shortest, longest] = [streamLength(undefined, at(0.999)), streamLength(undefined, at(0))];
  expect(longest).toEqual({ ms: HOUR_MS - 60_000, reason: "LIMIT" });
  expect(longest.ms - shortest.ms).toBeGreaterThan(600_000);
});

test("a stream ends before its token expires, by a minute at most", () => {
  for (const random of [0, 0.5, 0.999]) {
    const { ms, reason } = streamLength(1_800_000, at(random));
    expect(reason).toBe("TOKEN_EXPIRES");
    expect(ms).toBeLessThanOrEqual(1_800_000);
    expect(ms).toBeGreaterThan(1_740_000);
  }
});

test("a token that is nearly over lets a stream last a moment, and one that is over none", () => {
  expect(streamLength(1_000, at(0.999)).ms).toBeGreaterThan(500);
  expect(streamLength(-5, at(0.5)).ms).toBe(0);
});
