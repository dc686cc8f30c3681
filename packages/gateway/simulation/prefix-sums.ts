/** A row of numbers, each set at its place at any time, with the highest running sum. */
export class PrefixSums {
  /** A binary tree in an array: the root is at 1, the children of n at 2n and 2n + 1. */
  readonly #sums: Float64Array;
  /** The highest running sum within each node, with what its place adds; -Infinity where nothing is set. */
  readonly #highest: Float64Array;
  readonly #leaves: number;

  /** @param places - The number of places: a number ≥ 0. */
  constructor(places: number) {
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(1, places)));
    this.#sums = new Float64Array(2 * this.#leaves);
    this.#highest = new Float64Array(2 * this.#leaves).fill(-Infinity);
  }

  /** Sets the number at a place. @param onTop - What is added to the running sum at this place alone. */
  put(place: number, value: number, onTop: number): void {
    let node = this.#leaves + place;
    this.#sums[node] = value;
    this.#highest[node] = value + onTop;
    for (node >>= 1; node > 0; node >>= 1) {
      const left = this.#sumOf(2 * node);
      this.#sums[node] = left + this.#sumOf(2 * node + 1);
      this.#highest[node] = Math.max(
        this.#highestOf(2 * node),
        left + this.#highestOf(2 * node + 1),
      );
    }
  }

  /** The highest running sum at a place that was set, with what that place adds; -Infinity where none was. */
  get highest(): number {
    return this.#highestOf(1);
  }

  #sumOf(node: number): number {
    return this.#sums[node] as number;
  }

  #highestOf(node: number): number {
    return this.#highest[node] as number;
  }
}
