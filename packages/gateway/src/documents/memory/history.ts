import type { StoredDocument } from "../store.ts";

/** What became of a document, and when: RFC 3339, UTC, with microseconds. */
interface DocumentVersion {
  readonly time: string;
  /** Undefined where it was deleted. */
  readonly document: StoredDocument | undefined;
}

/** All that was ever stored in a memory store, by the times of its writes. */
export class History {
  readonly #versions = new Map<string, DocumentVersion[]>();

  add(path: string, document: StoredDocument | undefined, time: string): void {
    const versions = this.#versions.get(path) ?? [];
    versions.push({ time, document });
    this.#versions.set(path, versions);
  }

  /** The documents that there were at a time, in no order. */
  at(time: string): readonly StoredDocument[] {
    return Array.from(this.#versions.values()).flatMap((versions) => {
      const last = versions.findLast((version) => version.time <= time);
      return last?.document ?? [];
    });
  }
}
