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
 * How often an instance wrote each document within a minute: those that it wrote most. No count is
 * more than the truth.
 */
export class WrittenDocuments {
  readonly #items = new FrequentItems([], 0, "written");

  add({ collection, path }: WrittenDocument): void {
    this.#items.add(JSON.stringify([collection, path]), ONCE);
  }

  /** By their collections and hashes of their paths, as they are stored. */
  get hashed(): FrequentItems {
    const entries = this.#items.entries.map(([key, counts]) => [hashed(key), counts] as const);
    return new FrequentItems(entries, this.#items.missed, "written");
  }
}

const ONCE = { written: 1 };

function hashed(key: string): string {
  const [collection = "", path = ""] = JSON.parse(key) as readonly string[];
  return JSON.stringify([collection, hash("sha256", path, "base64url").slice(0, HASH_CHARACTERS)]);
}

/** Of the documents of a minute, those that were written more than once a second on average. */
export function hotDocuments({ entries }: FrequentItems): readonly HotDocument[] {
  return entries
    .filter(([, { written = 0 }]) => written > SUSTAINED_A_MINUTE)
    .map(([key, { written = 0 }]) => {
      const [collection = ""] = JSON.parse(key) as readonly string[];
      return { collection, counts: { minutes: 1, written } };
    });
}
