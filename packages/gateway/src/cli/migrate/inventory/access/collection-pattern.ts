import { segmentsOf } from "../evaluate/reference-path.ts";
import type { PossibleReference } from "../value/possible-value.ts";

/** A collection's path, and why it is not whole. */
export interface CollectionPattern {
  readonly collection: string;
  readonly unknown?: string;
}

const HOLE = /^\{[^{}]*\}$/;

/** The collection that a reference is of or in. */
export function collectionPattern(reference: PossibleReference): CollectionPattern {
  const all = segmentsOf(reference.path);
  const isDocument = reference.type === "document" && !reference.group;
  const isGroupDocument = reference.type === "document" && reference.group;
  const single = isDocument && all.length === 1;
  const segments = (isDocument || isGroupDocument) && !single ? all.slice(0, -1) : all;
  const collection = segments.length === 0 ? "{path}" : segments.join("/");
  if (!single && segments.length % 2 === 1 && isWhole(segments)) return { collection };
  return { collection, unknown: reasonOf(reference, segments) };
}

/** Whether the names of all collections on the path are known, at least in part. */
function isWhole(segments: readonly string[]): boolean {
  return segments.every((segment, index) => index % 2 === 1 || !HOLE.test(segment));
}

function reasonOf(reference: PossibleReference, segments: readonly string[]): string {
  const names = segments
    .filter((segment, index) => HOLE.test(segment) && index % 2 === 0)
    .map((segment) => segment.slice(1, -1));
  const { holes } = reference.path;
  const hole = holes.find(({ name }) => names.includes(name)) ?? holes[0];
  return hole?.reason ?? "the path has no document and collection in turn";
}

/** A path by which collections are compared: what varies has no name in it. */
export function patternKey(collection: string): string {
  return collection.replaceAll(/\{[^{}]*\}/g, "{}");
}
