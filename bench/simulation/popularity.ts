/**
 * Who calls next, where the second of all callers calls half as often as the first, the third a
 * third as often, and so on: Zipf's law, by which a few are hot and most are cold.
 */
export class Popularity {
  /** How much of all calls come from a caller and those before it, from 0 to 1. */
  readonly #upTo: Float64Array;

  constructor(callers: number) {
    const weights = Float64Array.from({ length: callers }, (_, rank) => 1 / (rank + 1));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let sum = 0;
    this.#upTo = weights.map((weight) => (sum += weight) / total);
  }

  /** A caller's rank, from 0. @param chance - From 0 to below 1. */
  pick(chance: number): number {
    let [first, last] = [0, this.#upTo.length - 1];
    while (first < last) {
      const middle = (first + last) >> 1;
      if ((this.#upTo[middle] ?? 1) > chance) last = middle;
      else first = middle + 1;
    }
    return first;
  }
}
