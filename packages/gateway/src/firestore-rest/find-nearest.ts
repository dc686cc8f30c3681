import type { Root } from "../documents/codec.ts";
import type { FindNearest } from "../query/query.ts";
import { isObject, readCount, readEnum, readMessage } from "./message.ts";
import { MAX_VECTOR_DIMENSIONS } from "../wire/wire-tag.ts";
import { at, invalidAt, type Place } from "./place.ts";
import { toField, toFieldOf } from "./request-name.ts";
import { toDouble, toValue } from "./request-value.ts";

const PARTS = [
  "vectorField",
  "queryVector",
  "distanceMeasure",
  "limit",
  "distanceResultField",
  "distanceThreshold",
] as const;

const DISTANCES = {
  EUCLIDEAN: [1, "EUCLIDEAN"],
  COSINE: [2, "COSINE"],
  DOT_PRODUCT: [3, "DOT_PRODUCT"],
} as const;

/** Most documents that Firestore finds by their vectors. */
const MAX_LIMIT = 1_000;

/** The FindNearest of a StructuredQuery. @throws GatewayError INVALID_REQUEST */
export function toFindNearest(sent: unknown, place: Place, root: Root): FindNearest {
  const nearest = readMessage(sent, PARTS, place);
  const { distanceResultField, distanceThreshold } = nearest;
  const limit = readCount(nearest.limit, at(place, "limit"));
  if (limit < 1 || limit > MAX_LIMIT) {
    throw invalidAt(at(place, "limit"), `must be 1 to ${String(MAX_LIMIT)}`);
  }
  return {
    field: toFieldOf(nearest.vectorField, at(place, "vectorField")),
    vector: toVector(nearest.queryVector, at(place, "queryVector"), root),
    distance: readEnum<FindNearest["distance"]>(
      nearest.distanceMeasure,
      DISTANCES,
      at(place, "distanceMeasure"),
    ),
    limit,
    ...(distanceResultField !== undefined &&
      distanceResultField !== "" && {
        distanceResultField: toField(distanceResultField, at(place, "distanceResultField")),
      }),
    ...(distanceThreshold !== undefined && {
      distanceThreshold: toThreshold(distanceThreshold, at(place, "distanceThreshold")),
    }),
  };
}

function toVector(sent: unknown, place: Place, root: Root): readonly number[] {
  const value = toValue(sent, place, root);
  const vector = isObject(value) ? value["$vector"] : undefined;
  const isOne = Array.isArray(vector) && vector.length > 0 && vector.every(isNumber);
  if (isOne && vector.length <= MAX_VECTOR_DIMENSIONS) return vector;
  throw invalidAt(
    place,
    `must be a vector of 1 to ${String(MAX_VECTOR_DIMENSIONS)} finite numbers`,
  );
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

function toThreshold(sent: unknown, place: Place): number {
  const { value = 0 } = isObject(sent) ? readMessage(sent, ["value"], place) : { value: sent };
  const threshold = toDouble(value, place);
  if (Number.isFinite(threshold)) return threshold;
  throw invalidAt(place, "must be a finite number");
}
