import type { DocumentStore, StoredDocument } from "../../documents/store.ts";
import type { Query } from "../../query/query.ts";

const PAGE = 300;

/** Every document that a query finds, a page at a time. @param query one without a position and a limit */
export async function* allDocuments(
  store: DocumentStore,
  query: Query,
): AsyncGenerator<StoredDocument, void, undefined> {
  const ordered = [...query.orderBy];
  if (ordered.at(-1)?.field[0] !== "__name__") {
    ordered.push({ field: ["__name__"], direction: ordered.at(-1)?.direction ?? "asc" });
  }
  let last: StoredDocument | undefined;
  do {
    const startAt = last && { values: positionOf(last, ordered), before: false };
    const page = { ...query, orderBy: ordered, limit: PAGE, ...(startAt && { startAt }) };
    const { documents } = await store.query(page, {});
    yield* documents;
    last = documents.length === PAGE ? documents.at(-1) : undefined;
  } while (last !== undefined);
}

/** The values of a document by which these orders place it, of fields at its top. */
function positionOf({ path, data }: StoredDocument, orderBy: Query["orderBy"]) {
  return orderBy.map(({ field: [name = ""] }) =>
    name === "__name__" ? { $reference: path } : (data[name] ?? null),
  );
}
