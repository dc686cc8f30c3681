import type { Root } from "../../documents/codec.ts";
import { compileQuery } from "../../documents/rest/compile-query.ts";
import { StoreError } from "../../documents/store.ts";
import type { JsonCursor, JsonFilter, JsonQuery } from "../../documents/rest/rest-json.ts";
import type { ListenRequest, ListenTarget } from "../listen-connection.ts";
import { toProtoValue } from "./listen-proto.ts";

/**
 * What is sent on a Listen stream, as gRPC has it.
 *
 * @throws StoreError INVALID_ARGUMENT where it is no query that Firestore could be asked
 */
export function encodeRequest(request: ListenRequest, root: Root): object {
  const database = root.slice(0, -"/documents/".length);
  if (request.kind === "remove") return { database, removeTarget: request.targetId };
  const { targetId, target, resumption } = request;
  return {
    database,
    addTarget: {
      targetId,
      ...encodeTarget(target, root),
      ...(resumption && {
        resumeToken: resumption.token,
        expectedCount: { value: resumption.count },
      }),
    },
  };
}

function encodeTarget(target: ListenTarget, root: Root): object {
  if (target.kind === "document") return { documents: { documents: [root + target.path] } };
  if (target.query.findNearest !== undefined) {
    throw new StoreError("INVALID_ARGUMENT", "What is nearest to a vector can't be listened to");
  }
  const { structuredQuery } = compileQuery(target.query, root);
  const parents = target.query.collection.split("/").slice(0, -1);
  const parent = [root.slice(0, -1), ...parents].join("/");
  return { query: { parent, structuredQuery: encodeQuery(structuredQuery) } };
}

function encodeQuery({ where, startAt, endAt, limit, ...rest }: JsonQuery): object {
  return {
    ...rest,
    ...(where && { where: encodeFilter(where) }),
    ...(startAt && { startAt: encodeCursor(startAt) }),
    ...(endAt && { endAt: encodeCursor(endAt) }),
    ...(limit !== undefined && { limit: { value: limit } }),
  };
}

function encodeFilter(filter: JsonFilter): object {
  if ("unaryFilter" in filter) return filter;
  if ("fieldFilter" in filter) {
    const { value, ...rest } = filter.fieldFilter;
    return { fieldFilter: { ...rest, value: toProtoValue(value) } };
  }
  const { op, filters } = filter.compositeFilter;
  return { compositeFilter: { op, filters: filters.map(encodeFilter) } };
}

function encodeCursor({ values, before }: JsonCursor): object {
  return { values: values.map(toProtoValue), before };
}
