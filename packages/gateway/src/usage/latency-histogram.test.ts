import fc from "fast-check";
import { LatencyHistogram } from "./latency-histogram.ts";

const times = fc.array(fc.double({ min: 0.25, max: 600_000, noNaN: true }), { minLength: 1 });

test("a percentile is above the truth by less than a fifth, and never below", () => {
  fc.assert(
    fc.property(times, fc.constantFrom(0.5, 0.95, 0.99, 1), (all, share) => {
      const histogram = new LatencyHistogram();
      for (const ms of all) histogram.add(ms);
      const truth = all.toSorted((a, b) => a - b)[Math.ceil(share * all.length) - 1] ?? 0;
      expect(histogram.percentile(share)).toBeGreaterThanOrEqual(truth - 0.01);
      expect(histogram.percentile(share)).toBeLessThanOrEqual(truth * 1.2 + 0.01);
    }),
  );
});

test("merged histograms are that of all, and nothing took no time", () => {
  const [left, right, all] = [
    new LatencyHistogram(),
    new LatencyHistogram(),
    new LatencyHistogram(),
  ];
  left.add(0);
  left.add(700);
  right.add(3);
  right.add(1e9);
  for (const ms of [0, 700, 3, 1e9]) all.add(ms);
  left.merge(right);
  expect(new Map(left.entries)).toEqual(new Map(all.entries));
  expect(left.count).toBe(4);
  expect(new LatencyHistogram().percentile(0.5)).toBe(0);
});
