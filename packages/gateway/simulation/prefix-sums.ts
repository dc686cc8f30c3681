/** Numbers in a row, each put in its place when it comes, and the highest that their running sum gets. */
export class PrefixSums {
  /** A binary tree in an array: the root is at 1, the children of n at 2n and 2n + 1. */
  readonly #sums: Float64Array;
  /** The highest running sum within each, with what its place has on top; -Infinity where nothing is. */
  readonly #highest: Float64Array;
  readonly #leaves: number;

  /** @param places - How many: a number ≥ 0. */
  constructor(places: number) {
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(1, places)));
    this.#sums = new Float64Array(2 * this.#leaves);
    this.#highest = new Float64Array(2 * this.#leaves).fill(-Infinity);
  }

  /** @param onTop - What counts where the running sum stands at this place, and nowhere else. */
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

  /** Of the running sums at places where something was put, the highest with what is on top; -Infinity for none. */
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
