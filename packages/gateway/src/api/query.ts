import * as z from "zod";
import { isFilterCountWithinLimits, MAX_FILTER_DEPTH, MAX_FILTERS } from "./filter-count.ts";
import { OPERATORS } from "../values/operator.ts";
import { padTimestamp } from "../values/timestamp.ts";
import type { Value } from "../values/value.ts";
import { MAX_VECTOR_DIMENSIONS } from "../wire/wire-tag.ts";
import { optional, text, TIME, value } from "./common.ts";

/** Most documents that one getDocuments or queryDocuments may ask for. */
export const MAX_DOCUMENTS = 500;
/** Documents on a page of queryDocuments, where the request doesn't say. */
export const DEFAULT_LIMIT = 50;
/** Most aggregates in one request (Firestore's own limit). */
export const MAX_AGGREGATES = 5;

export const commitTime = z
  .string()
  .regex(TIME, "must be the commitTime of a write, as an answer gave it")
  .transform(padTimestamp);

/** How old an answer may be. Without them, as old as its collection lets it be. */
export const freshness = {
  /** Milliseconds. 0: read now; more than the collection declares counts as that. */
  maxAgeMs: optional(z.int().min(0)),
  /** The commitTime of a write of one's own: what is older won't do. */
  notBefore: optional(commitTime),
};

export const operator = z.enum(OPERATORS);

export type WireFilter =
  | readonly [field: string, operator: z.infer<typeof operator>, value: Value]
  | { readonly and: readonly WireFilter[] }
  | { readonly or: readonly WireFilter[] };

export const filter: z.ZodType<WireFilter> = z.lazy(() =>
  z.union(
    [
      z.tuple([text, operator, value]),
      z.strictObject({ and: filters.min(1) }),
      z.strictObject({ or: filters.min(1) }),
    ],
    "must be [field, operator, value], {and: [...]} or {or: [...]}",
  ),
);
export const filters = z.array(filter);
export const where = z
  .any()
  .refine(
    isFilterCountWithinLimits,
    `must have at most ${String(MAX_FILTERS)} comparisons, nested at most ${String(MAX_FILTER_DEPTH)} deep`,
  )
  .pipe(filters);

const order = z.lazy(() =>
  z.union(
    [text, z.tuple([text, z.enum(["asc", "desc"])])],
    'must be a field path, or [field path, "asc" or "desc"]',
  ),
);

/** Their number first: there may be a million of them to look into. */
export const aggregates = z
  .any()
  .refine(
    (named: unknown) => {
      if (typeof named !== "object" || named === null || Array.isArray(named)) return false;
      const count = Object.keys(named).length;
      return count >= 1 && count <= MAX_AGGREGATES;
    },
    `must name 1 to ${String(MAX_AGGREGATES)} aggregates: that is the maximum number of aggregations`,
  )
  .pipe(
    z.record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "must be letters, digits and _"),
      z.union(
        [
          z.strictObject({ count: z.literal(true) }),
          z.strictObject({ sum: text }),
          z.strictObject({ average: text }),
        ],
        "must be {count: true}, {sum: field} or {average: field}",
      ),
    ),
  );

/** Where a query looks: in one collection, or in all of the same id. */
export const collectionSelector = { collection: optional(text), collectionGroup: optional(text) };
/** Values of the first orders, as many as are given. */
const position = z.array(value).min(1).max(MAX_FILTERS);
/** How documents are ordered, and between which positions of the order they lie. */
export const ordering = {
  orderBy: optional(z.array(order).max(MAX_FILTERS)),
  startAt: optional(position),
  startAfter: optional(position),
  endAt: optional(position),
  endBefore: optional(position),
  offset: optional(
    z.never("is not taken: Firestore bills every document that it skips; use cursor or startAfter"),
  ),
};
export const limit = z.int().min(1).max(MAX_DOCUMENTS);
/** Most documents that aggregates are over. Firestore takes a signed 32-bit integer. */
export const aggregatedLimit = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);
export const findNearest = z.lazy(() =>
  z.strictObject({
    field: text,
    vector: z.array(z.number()).min(1).max(MAX_VECTOR_DIMENSIONS),
    distance: z.enum(["EUCLIDEAN", "COSINE", "DOT_PRODUCT"]),
    limit,
    distanceResultField: optional(text),
    distanceThreshold: optional(z.number()),
  }),
);
