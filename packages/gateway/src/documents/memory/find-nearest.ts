import { applyUpdate } from "../../values/apply-update.ts";
import { mapValue } from "../../values/map.ts";
import { exactNumber } from "../../values/number.ts";
import type { FindNearest } from "../../query/query.ts";
import { valueAt } from "../../values/select.ts";
import type { FieldPath } from "../../paths/field-path.ts";
import type { Fields, Value } from "../../values/value.ts";
import type { StoredDocument } from "../store.ts";

/**
 * The documents whose vectors are nearest, the nearest first. Those without a vector of as many
 * dimensions are left out.
 */
export function findNearest(
  documents: readonly StoredDocument[],
  nearest: FindNearest,
): readonly StoredDocument[] {
  const { field, vector, limit, distanceResultField, distanceThreshold } = nearest;
  // The larger a dot product, the nearer the vectors.
  const sign = nearest.distance === "DOT_PRODUCT" ? -1 : 1;
  const isNear = (distance: number) =>
    distanceThreshold === undefined || sign * distance <= sign * distanceThreshold;
  return documents
    .flatMap((document) => {
      const stored = vectorOf(valueAt(document.data, field));
      if (stored?.length !== vector.length) return [];
      return [{ document, distance: DISTANCES[nearest.distance](stored, vector) }];
    })
    .filter(({ distance }) => isNear(distance))
    .toSorted((a, b) => sign * (a.distance - b.distance))
    .slice(0, limit)
    .map(({ document, distance }) =>
      distanceResultField === undefined
        ? document
        : { ...document, data: withField(document.data, distanceResultField, distance) },
    );
}

const DISTANCES: Readonly<
  Record<FindNearest["distance"], (a: readonly number[], b: readonly number[]) => number>
> = {
  EUCLIDEAN: (a, b) => Math.hypot(...a.map((x, i) => x - (b[i] as number))),
  COSINE: (a, b) => 1 - dot(a, b) / (Math.hypot(...a) * Math.hypot(...b)),
  DOT_PRODUCT: dot,
};

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);
}

function vectorOf(value: Value | undefined): readonly number[] | undefined {
  if (typeof value !== "object" || value === null || !("$vector" in value)) return undefined;
  return (value["$vector"] as readonly Value[]).map((element) => Number(exactNumber(element)));
}

function withField(data: Fields, field: FieldPath, value: Value): Fields {
  const nested = field.reduceRight((inner, name) => mapValue({ [name]: inner }), value);
  return applyUpdate(data, { fields: nested as Fields, mask: [field] }, "");
}
