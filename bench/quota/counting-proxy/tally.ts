/** What was asked of one document. */
export interface DocumentTally {
  readonly reads: number;
  /** Those sent. */
  readonly writes: number;
  /** Of them, those applied: the others lost, as somebody else had written first. */
  readonly updates: number;
}

/** What was asked of every document, by its path. */
export type Counted = Readonly<Record<string, DocumentTally>>;

const NOTHING: DocumentTally = { reads: 0, writes: 0, updates: 0 };

/** Counts the operations that pass by, for each document. */
export class Tally {
  readonly #documents = new Map<string, DocumentTally>();

  get counted(): Counted {
    return Object.fromEntries(this.#documents);
  }

  /** @param names such as `projects/demo/databases/(default)/documents/users/ada` */
  count(what: keyof DocumentTally, names: readonly string[]): void {
    for (const name of names) {
      const path = name.slice(name.indexOf("/documents/") + "/documents/".length);
      const before = this.#documents.get(path) ?? NOTHING;
      this.#documents.set(path, { ...before, [what]: before[what] + 1 });
    }
  }
}

/** What was asked since. */
export function since(before: Counted, now: Counted): readonly DocumentTally[] {
  return Object.entries(now).map(([path, tally]) => sum(tally, before[path] ?? NOTHING, -1));
}

/** Of all documents together. */
export function total(documents: readonly DocumentTally[]): DocumentTally {
  return documents.reduce((all, document) => sum(all, document, 1), NOTHING);
}

function sum(a: DocumentTally, b: DocumentTally, times: 1 | -1): DocumentTally {
  return {
    reads: a.reads + times * b.reads,
    writes: a.writes + times * b.writes,
    updates: a.updates + times * b.updates,
  };
}
