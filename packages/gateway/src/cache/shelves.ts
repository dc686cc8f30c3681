import { Shelf } from "./shelf.ts";

/** The shelves of an instance, by name. */
export class Shelves {
  readonly #shelves = new Map<string, Shelf>();

  /** The shelf of this name; an empty one when it is first asked for. */
  shelf(name: string, maxBytes: number): Shelf {
    const existing = this.#shelves.get(name);
    if (existing !== undefined) return existing;
    const shelf = new Shelf(maxBytes);
    this.#shelves.set(name, shelf);
    return shelf;
  }
}
