import * as sdk from "firebase/firestore";
import type { AggregateSpec, DocumentReference, Firestore, Query } from "firebase/firestore";
import type { ShadowRead } from "../../../../gateway/src/api/shadow-report.ts";

/** A read of the full SDK in the protocol's form. */
export interface ReadOfSdk {
  readonly read: ShadowRead;
  /** The protocol has no `limitToLast`: the SDK turns the order round, and the answer back. */
  readonly isReversed: boolean;
}

/** What the SDK offers beyond its types: queries as the protocol has them; null until it is up. */
interface SdkInternals {
  _internalQueryToProtoQueryTarget(query: Query): ProtoTarget | null;
  _internalAggregationQueryToProtoRunAggregationQueryRequest(
    query: Query,
    spec: AggregateSpec,
  ): ProtoTarget | null;
}
interface ProtoTarget {
  readonly parent: string;
  readonly structuredQuery?: ShadowRead["body"];
  readonly structuredAggregationQuery?: ShadowRead["body"];
}

const internals = sdk as unknown as SdkInternals;

export function readOfQuery(query: Query): ReadOfSdk | undefined {
  const target = internals._internalQueryToProtoQueryTarget(query);
  if (target?.structuredQuery === undefined) return undefined;
  const { limitType } = (query as unknown as { _query: { limitType?: string } })._query;
  const { parent, structuredQuery } = target;
  return { ...readOf("runQuery", parent, { structuredQuery }), isReversed: limitType === "L" };
}

export function readOfAggregate(query: Query, spec: AggregateSpec): ReadOfSdk | undefined {
  const internal = internals._internalAggregationQueryToProtoRunAggregationQueryRequest;
  const target = internal(query, spec);
  if (target?.structuredAggregationQuery === undefined) return undefined;
  const { parent, structuredAggregationQuery } = target;
  return readOf("runAggregationQuery", parent, { structuredAggregationQuery });
}

export function readOfDocument(reference: DocumentReference): ReadOfSdk | undefined {
  const parent = documentsOf(reference.firestore);
  return readOf("batchGet", parent, { documents: [`${parent}/${reference.path}`] });
}

/** `projects/p/databases/d/documents` */
export function documentsOf(db: Firestore): string {
  const { _databaseId } = db as unknown as {
    readonly _databaseId: { readonly projectId: string; readonly database: string };
  };
  return `projects/${_databaseId.projectId}/databases/${_databaseId.database}/documents`;
}

function readOf(method: ShadowRead["method"], parent: string, body: ShadowRead["body"]): ReadOfSdk {
  return { read: { method, parent, body, isRedacted: false }, isReversed: false };
}
