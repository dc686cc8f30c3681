import type { Comparison, Filter, Query } from "./query.ts";

/** The least id that there is. */
const LEAST_ID = "__id-9223372036854775808__";

/**
 * Whether a query is of all collections below a document, or below the root, instead of those of
 * one id: its `collection` is then that document's path, or "".
 */
export function isOfAllCollections({
  collection,
  allDescendants,
}: Pick<Query, "collection" | "allDescendants">): boolean {
  if (allDescendants !== true) return false;
  return collection === "" || collection.split("/").length % 2 === 0;
}

/** The filter for what lies in a collection or below its documents. */
export function withinCollection(collection: string): Filter {
  return {
    and: [
      nameIs(">=", `${collection}/${LEAST_ID}`),
      // The next id after the collection's own.
      nameIs("<", `${collection}\u0000/${LEAST_ID}`),
    ],
  };
}

/**
 * The path of the collection within which, and below whose documents, a query of all collections
 * keeps by {@link withinCollection}; else of the document below which it is.
 */
export function reachOf({ collection: document, where }: Pick<Query, "collection" | "where">) {
  const parts = where === undefined ? [] : "and" in where ? where.and : [where];
  const names = parts.filter((part): part is Comparison => "op" in part && isName(part));
  const boundOf = (op: ">=" | "<", ending: string) =>
    names
      .filter((name) => name.op === op)
      .map(({ value }) => referenceOf(value))
      .filter((path) => path.endsWith(ending))
      .map((path) => path.slice(0, -ending.length));
  const ends = boundOf("<", `\u0000/${LEAST_ID}`);
  const kept = boundOf(">=", `/${LEAST_ID}`).find((path) => ends.includes(path));
  const isBelow = kept !== undefined && (document === "" || kept.startsWith(`${document}/`));
  return isBelow && kept.split("/").length % 2 === 1 ? kept : document;
}

function nameIs(op: ">=" | "<", path: string): Comparison {
  return { field: ["__name__"], op, value: { $reference: path } };
}

function isName({ field }: Comparison): boolean {
  return field[0] === "__name__";
}

function referenceOf(value: Comparison["value"]): string {
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
  const reference = isMap ? (value as Record<string, unknown>)["$reference"] : undefined;
  return typeof reference === "string" ? reference : "";
}
