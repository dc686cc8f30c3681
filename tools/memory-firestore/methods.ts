import { encodeFields, encodeValue } from "../../packages/gateway/src/documents/codec.ts";
import {
  decodeAggregate,
  decodeFieldPath,
  decodeQuery,
} from "../../packages/gateway/src/documents/rest/decode-query.ts";
import { decodeWrite, pathOf } from "../../packages/gateway/src/documents/rest/decode-write.ts";
import type {
  JsonAggregation,
  JsonDocument,
  JsonMask,
  JsonQuery,
  JsonWrite,
  JsonWriteResult,
} from "../../packages/gateway/src/documents/rest/rest-json.ts";
import { statusNumber } from "../../packages/gateway/src/documents/rest/status.ts";
import type {
  Consistency,
  StoredDocument,
  WriteResult,
} from "../../packages/gateway/src/documents/store.ts";
import type { Target } from "./target.ts";

interface BatchGetBody extends Consistency {
  readonly documents: readonly string[];
  readonly mask?: JsonMask;
}

export async function batchGet(body: BatchGetBody, { store, root }: Target): Promise<unknown> {
  const names = [...new Set(body.documents)];
  const fields = body.mask?.fieldPaths.map(decodeFieldPath);
  const { documents, readTime } = await store.get(
    names.map((name) => pathOf(name, root)),
    { ...(fields && { fields }), ...consistencyOf(body) },
  );
  return documents.map((document, index) =>
    document === null
      ? { missing: names[index], readTime }
      : { found: toJson(document, root), readTime },
  );
}

interface QueryBody extends Consistency {
  readonly structuredQuery: JsonQuery;
}

export async function runQuery(body: QueryBody, target: Target): Promise<unknown> {
  const { store, root, path } = target;
  const query = decodeQuery(path, body.structuredQuery, root);
  const { documents, readTime } = await store.query(query, consistencyOf(body));
  if (documents.length === 0) return [{ readTime }];
  return documents.map((document) => ({ document: toJson(document, root), readTime }));
}

interface AggregationBody extends Consistency {
  readonly structuredAggregationQuery: QueryBody & {
    readonly aggregations: readonly JsonAggregation[];
  };
}

export async function runAggregationQuery(body: AggregationBody, target: Target): Promise<unknown> {
  const { store, root, path } = target;
  const { structuredQuery, aggregations } = body.structuredAggregationQuery;
  const query = decodeQuery(path, structuredQuery, root);
  const aggregates = aggregations.map(
    (aggregation, index) =>
      [aggregation.alias ?? `field_${String(index + 1)}`, decodeAggregate(aggregation)] as const,
  );
  const { values, readTime } = await store.aggregate(
    query,
    Object.fromEntries(aggregates),
    consistencyOf(body),
  );
  return [{ result: { aggregateFields: encodeFields(values, root) }, readTime }];
}

interface WritesBody extends Pick<Consistency, "transaction"> {
  readonly writes?: readonly JsonWrite[];
}

export async function commit({ writes = [], transaction }: WritesBody, { store, root }: Target) {
  const { commitTime, writeResults } = await store.commit(
    writes.map((write) => decodeWrite(write, root)),
    { transaction },
  );
  return { commitTime, writeResults: writeResults.map((result) => resultToJson(result, root)) };
}

export async function batchWrite({ writes = [] }: WritesBody, { store, root }: Target) {
  const results = await store.batchWrite(
    writes.map((write) => decodeWrite(write, root)),
    {},
  );
  return {
    writeResults: results.map((result) => ("error" in result ? {} : resultToJson(result, root))),
    status: results.map((result) =>
      "error" in result
        ? { code: statusNumber(result.error.code), message: result.error.message }
        : {},
    ),
  };
}

function consistencyOf({ transaction, readTime }: Consistency): Consistency {
  return { transaction, readTime };
}

function resultToJson(
  { updateTime, transformResults }: WriteResult,
  root: string,
): JsonWriteResult {
  return {
    ...(updateTime !== undefined && { updateTime }),
    ...(transformResults && {
      transformResults: transformResults.map((value) => encodeValue(value, root)),
    }),
  };
}

/** A document in Firestore's REST form. */
export function toJson({ path, data, ...times }: StoredDocument, root: string): JsonDocument {
  return { name: root + path, fields: encodeFields(data, root), ...times };
}
