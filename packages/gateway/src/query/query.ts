import type { FieldPath } from "../paths/field-path.ts";
import type { Operator } from "../values/operator.ts";
import type { Value } from "../values/value.ts";

/** The document id is the field path `["__name__"]`, its values are references. */
export interface Comparison {
  readonly field: FieldPath;
  readonly op: Operator;
  readonly value: Value;
}

export type Filter =
  Comparison | { readonly and: readonly Filter[] } | { readonly or: readonly Filter[] };

export interface Order {
  readonly field: FieldPath;
  readonly direction: "asc" | "desc";
}

/** A position in the order of a query: one value for each of its first orders. */
export interface QueryPosition {
  readonly values: readonly Value[];
  /** True: just before the documents with these values; false: just after. */
  readonly before: boolean;
}

/** Asks for the documents whose vectors are nearest to this one, the nearest first. */
export interface FindNearest {
  readonly field: FieldPath;
  readonly vector: readonly number[];
  readonly distance: "EUCLIDEAN" | "COSINE" | "DOT_PRODUCT";
  readonly limit: number;
  readonly distanceResultField?: FieldPath;
  readonly distanceThreshold?: number;
}

/** A query as Firestore runs it: nothing is left to a default of the gateway's. */
export interface Query {
  /**
   * Path of the collection; with `allDescendants` the id of a collection group, or the path of the
   * document below which all collections are meant, "" for the root (all-collections.ts).
   */
  readonly collection: string;
  readonly allDescendants?: boolean;
  readonly where?: Filter;
  readonly orderBy: readonly Order[];
  readonly startAt?: QueryPosition;
  readonly endAt?: QueryPosition;
  /** How many documents of the first are left out. Firestore bills them all the same. */
  readonly offset?: number;
  readonly limit?: number;
  readonly select?: readonly FieldPath[];
  readonly findNearest?: FindNearest;
}

export type Aggregate =
  { readonly count: true } | { readonly sum: FieldPath } | { readonly average: FieldPath };
