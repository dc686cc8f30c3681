/** What the same has come to, measured again and again. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError where there is nothing measured */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) throw new RangeError("Nothing was measured.");
  const half = (sorted.length - 1) / 2;
  const [below = min, above = max] = [sorted[Math.floor(half)], sorted[Math.ceil(half)]];
  return { median: (below + above) / 2, min, max };
}
