import type { DocumentStore } from "../../../../documents/store.ts";
import type { PathPattern } from "../../../../paths/path-pattern.ts";
import { segmentsAt } from "../../../../paths/path-pattern.ts";
import { splitDocumentPath } from "../../../../paths/path.ts";
import type { Query } from "../../../../query/query.ts";
import type { SampledDocument } from "./sampled-document.ts";
import { seededRandom } from "./seeded-random.ts";

export interface SampleOptions {
  readonly store: Pick<DocumentStore, "query">;
  readonly pattern: PathPattern;
  /** The most documents that are read. */
  readonly count: number;
  /** Decides from where in the order of ids documents are taken. */
  readonly seed: number;
}

/** From so many places of the collection documents are taken, besides its start. */
const PLACES = 7;

/**
 * Documents of the collection from several places of the order of their ids: at most `count`, and
 * as many reads (one more for a place where there is none). Of a path with names the documents are
 * those of the collection group that lie there, from its start.
 */
export async function sampleCollection(
  options: SampleOptions,
): Promise<readonly SampledDocument[]> {
  const { store, count } = options;
  const queries = queriesFor(options);
  const found = new Map<string, SampledDocument>();
  for (const [index, query] of queries.entries()) {
    const limit = Math.ceil((count - found.size) / (queries.length - index));
    if (limit < 1) break;
    const { documents } = await store.query({ ...query, limit }, {});
    for (const { path, data } of documents) {
      if (isOf(options.pattern, path)) found.set(path, { path, data });
    }
  }
  return [...found.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function queriesFor({ pattern: { segments }, seed }: SampleOptions): readonly Query[] {
  const ids = segments.map((segment) => (segment.kind === "literal" ? segment.id : undefined));
  const id = ids.at(-1);
  // Of a path that ends with a name, nothing says which collections there are.
  if (id === undefined) return [];
  if (ids.includes(undefined)) return [{ collection: id, allDescendants: true, orderBy: [] }];
  const collection = ids.join("/");
  const random = seededRandom(seed);
  const starts = Array.from({ length: PLACES }, () => randomId(random)).toSorted();
  const after = starts.map((start): Query => {
    const value = { $reference: `${collection}/${start}` };
    return { collection, where: { field: ["__name__"], op: ">=", value }, orderBy: [] };
  });
  return [...after, { collection, orderBy: [] }];
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** As Firebase's SDKs make ids, but by the seed. */
function randomId(random: () => number): string {
  return Array.from({ length: 20 }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join("");
}

function isOf(pattern: PathPattern, path: string): boolean {
  const { collection, id } = splitDocumentPath(path);
  if (pattern.documentId !== undefined && id !== pattern.documentId) return false;
  const parts = collection.split("/");
  const segments = segmentsAt(pattern, parts.length);
  if (segments === undefined) return false;
  return segments.every((segment, at) => segment.kind !== "literal" || segment.id === parts[at]);
}
