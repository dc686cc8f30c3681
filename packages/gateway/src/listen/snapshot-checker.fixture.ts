import type { ResultSnapshot } from "./result-change.ts";

/** A snapshot, which may be the whole result: then it may be empty. */
type CheckedSnapshot = ResultSnapshot & { readonly isReset?: boolean };

/** Versions of documents by path. */
type Versions = ReadonlyMap<string, string>;

/** A watcher that believes every snapshot, and looks whether it may. */
export class SnapshotChecker {
  readonly watched = new Map<string, string>();
  readonly #isState: (watched: Versions, readTime: string) => boolean;
  /** Read time of the last snapshot; "" before the first. */
  lastTime = "";

  /** @param isState whether the database had this result at that time */
  constructor(isState: (watched: Versions, readTime: string) => boolean) {
    this.#isState = isState;
  }

  /** @throws Error where the snapshot is late, repeats something, or is no state that there was */
  take({ readTime, changes, isReset = false }: CheckedSnapshot): void {
    if (readTime < this.lastTime) throw new Error(`${readTime} comes after ${this.lastTime}`);
    const isEmpty = changes.length === 0 && !isReset;
    if (this.lastTime !== "" && isEmpty) throw new Error("Nothing has changed");
    this.lastTime = readTime;
    for (const { path, before, after } of changes) {
      if (before !== this.watched.get(path)) throw new Error(`${path} was not ${String(before)}`);
      if (before === after?.updateTime) throw new Error(`${path} has not changed`);
      if (after === undefined) this.watched.delete(path);
      else this.watched.set(path, after.updateTime);
    }
    if (!this.#isState(this.watched, readTime)) {
      throw new Error(`There was no such state at ${readTime}`);
    }
  }
}
