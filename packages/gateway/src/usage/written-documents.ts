import { hash } from "node:crypto";
import type { WrittenDocument } from "../call/collection-uses.ts";
import type { Counts } from "./counts.ts";
import { FrequentItems } from "./frequent-items.ts";

/** Firestore sustains one write of a document a second. @see https://firebase.google.com/docs/firestore/quotas#writes_and_transactions */
const SUSTAINED_A_MINUTE = 60;
/** Characters of the hash that stands for a document's path, in base64: nine bytes of it. */
const HASH_CHARACTERS = 12;

/** A collection in which a document was written too often, and how often that was. */
export interface HotDocument {
  readonly collection: string;
  readonly counts: Pick<Counts, "minutes" | "written">;
}

/**
 * How often each document was written within a minute: those that were written most, by hashes of
 * their paths. No count is more than the truth.
 */
export class WrittenDocuments {
  readonly #items: FrequentItems;

  constructor(items?: FrequentItems) {
    this.#items = items ?? new FrequentItems([], 0, "written");
  }

  get items(): FrequentItems {
    return this.#items;
  }

  add({ collection, path }: WrittenDocument): void {
    const pathHash = hash("sha256", path, "base64url").slice(0, HASH_CHARACTERS);
    this.#items.add(JSON.stringify([collection, pathHash]), { written: 1 });
  }

  /** Those that were written more than once a second, on average of the minute. */
  get hot(): readonly HotDocument[] {
    return this.#items.entries
      .filter(([, { written = 0 }]) => written > SUSTAINED_A_MINUTE)
      .map(([key, { written = 0 }]) => {
        const [collection = ""] = JSON.parse(key) as readonly string[];
        return { collection, counts: { minutes: 1, written } };
      });
  }
}
