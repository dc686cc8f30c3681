import type { Root } from "../documents/codec.ts";
import type { Query } from "../query/query.ts";
import { oneOf, readList, readMessage, readText } from "./message.ts";
import { at, invalidAt, type Place } from "./place.ts";
import { toPath } from "./request-name.ts";
import { toQuery } from "./structured-query.ts";

/** What a Target of a ListenRequest asks for. */
export type ListenedTarget = { readonly path: string } | { readonly query: Query };

const KINDS = ["documents", "query"] as const;

/**
 * The document or the query of a Target in Firestore's JSON form, before policy.
 *
 * @throws GatewayError INVALID_REQUEST, UNIMPLEMENTED
 */
export function toListened(sent: unknown, place: Place, root: Root): ListenedTarget {
  const target = readMessage(sent, KINDS, place);
  const kind = oneOf(target, KINDS, place);
  const partPlace = at(place, kind);
  return kind === "query"
    ? { query: toListenedQuery(target.query, partPlace, root) }
    : { path: toListenedPath(target.documents, partPlace, root) };
}

function toListenedPath(sent: unknown, place: Place, root: Root): string {
  const { documents } = readMessage(sent, ["documents"], place);
  const list = at(place, "documents");
  const names = readList(documents, list);
  if (names.length !== 1) throw invalidAt(list, "must be the name of one document");
  return toPath(names[0], at(list, 0), root);
}

function toListenedQuery(sent: unknown, place: Place, root: Root): Query {
  const { parent, structuredQuery } = readMessage(sent, ["parent", "structuredQuery"], place);
  const parentPlace = at(place, "parent");
  const isRoot = `${readText(parent, parentPlace)}/` === root;
  const scope = { parent: isRoot ? "" : toPath(parent, parentPlace, root), root };
  const queryPlace = at(place, "structuredQuery");
  const query = toQuery(structuredQuery, queryPlace, scope);
  if (query.limit === 0) throw invalidAt(at(queryPlace, "limit"), "must be 1 or more");
  return query;
}
