import type { JsonFields, JsonValue } from "../firestore-json.ts";

/**
 * The requests and answers of Firestore's REST API, as far as the store uses them.
 * @see https://firebase.google.com/docs/firestore/reference/rest/v1/projects.databases.documents
 */
export interface JsonDocument {
  readonly name: string;
  /** Absent where a document has no fields. */
  readonly fields?: JsonFields;
  readonly createTime: string;
  readonly updateTime: string;
}

export interface JsonMask {
  readonly fieldPaths: readonly string[];
}

export type JsonPrecondition = { readonly exists: boolean } | { readonly updateTime: string };

export type JsonTransform = { readonly fieldPath: string } & (
  | { readonly setToServerValue: "REQUEST_TIME" }
  | { readonly increment: JsonValue }
  | { readonly minimum: JsonValue }
  | { readonly maximum: JsonValue }
  | { readonly appendMissingElements: { readonly values?: readonly JsonValue[] } }
  | { readonly removeAllFromArray: { readonly values?: readonly JsonValue[] } }
);

export type JsonWrite = { readonly currentDocument?: JsonPrecondition } & (
  | {
      readonly update: { readonly name: string; readonly fields: JsonFields };
      readonly updateMask?: JsonMask;
      readonly updateTransforms?: readonly JsonTransform[];
    }
  | { readonly delete: string }
  | { readonly verify: string }
);

export interface JsonFieldReference {
  readonly fieldPath: string;
}

export type JsonFilter =
  | { readonly compositeFilter: { readonly op: "AND" | "OR"; readonly filters: JsonFilter[] } }
  | { readonly unaryFilter: { readonly field: JsonFieldReference; readonly op: string } }
  | {
      readonly fieldFilter: {
        readonly field: JsonFieldReference;
        readonly op: string;
        readonly value: JsonValue;
      };
    };

export interface JsonCursor {
  readonly values: readonly JsonValue[];
  readonly before: boolean;
}

export interface JsonQuery {
  readonly from: readonly [{ readonly collectionId?: string; readonly allDescendants?: true }];
  readonly select?: { readonly fields: readonly JsonFieldReference[] };
  readonly where?: JsonFilter;
  readonly orderBy?: readonly {
    readonly field: JsonFieldReference;
    readonly direction: "ASCENDING" | "DESCENDING";
  }[];
  readonly startAt?: JsonCursor;
  readonly endAt?: JsonCursor;
  readonly offset?: number;
  readonly limit?: number;
  readonly findNearest?: {
    readonly vectorField: JsonFieldReference;
    readonly queryVector: JsonValue;
    readonly distanceMeasure: "EUCLIDEAN" | "COSINE" | "DOT_PRODUCT";
    readonly limit: number;
    readonly distanceResultField?: string;
    readonly distanceThreshold?: number;
  };
}

export type JsonAggregation = { readonly alias: string } & (
  | { readonly count: Record<string, never> }
  | { readonly sum: { readonly field: JsonFieldReference } }
  | { readonly avg: { readonly field: JsonFieldReference } }
);

/** google.rpc.Status in the JSON of an error. */
export interface JsonError {
  readonly error: {
    readonly code?: number;
    readonly message?: string;
    readonly status?: string;
  } | null;
}

/** One element of the stream that batchGet answers with. */
export interface JsonBatchGetElement {
  readonly found?: JsonDocument;
  readonly missing?: string;
  readonly readTime?: string;
}

/** One element of the stream that runQuery answers with. */
export interface JsonQueryElement {
  readonly document?: JsonDocument;
  readonly readTime?: string;
  readonly explainMetrics?: unknown;
}

/** One element of the stream that runAggregationQuery answers with: one has the result. */
export interface JsonAggregationElement {
  readonly result?: { readonly aggregateFields: JsonFields };
  readonly readTime?: string;
  readonly explainMetrics?: unknown;
}

export interface JsonWriteResult {
  readonly updateTime?: string;
  readonly transformResults?: readonly JsonValue[];
}

export interface JsonCommitAnswer {
  readonly writeResults?: readonly JsonWriteResult[];
  readonly commitTime?: string;
}

export interface JsonBatchWriteAnswer {
  readonly writeResults?: readonly JsonWriteResult[];
  /** google.rpc.Status, one per write; a code of 0 is left out. */
  readonly status?: readonly { readonly code?: number; readonly message?: string }[];
}
