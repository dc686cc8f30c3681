import type { Dimension } from "../../../src/usage/usage-rows.ts";
import type { Link } from "../router.ts";
import { measureOf, type Measure, type UsageRow } from "./measure.ts";

/** Things of one kind that usage is told by, or one of them. */
export interface CallSelection {
  readonly by: Dimension;
  /** One row; undefined for all. */
  readonly row?: Pick<UsageRow, "key" | "operation" | "collection">;
  readonly measure: Measure;
}

/** Reads a selection of a place's names. */
export function selectionOf(about: Readonly<Record<string, string>>): CallSelection {
  const { by = "collection", key, operation, of: collection, count } = about;
  const selection = { by: by as Dimension, measure: measureOf(count) };
  if (key === undefined) return selection;
  const named = { ...(operation && { operation }), ...(collection && { collection }) };
  return { ...selection, row: { key, ...named } };
}

/** The names of a selection, as they stand in an address. */
export function aboutSelection({
  by,
  row,
  measure,
}: CallSelection): Readonly<Record<string, string | undefined>> {
  return { by, key: row?.key, operation: row?.operation, of: row?.collection, count: measure };
}

/** Where the course of a selection over time is shown. */
export function courseOf(link: Link, selection: CallSelection): string {
  return link("course", aboutSelection(selection));
}

/** What a selection is of, in words. */
export function selectionText({ by, row }: CallSelection): string {
  if (row === undefined) return ALL[by] ?? by;
  const { key, operation, collection } = row;
  return [key, operation, collection && `of ${collection}`].filter(Boolean).join(" ");
}

const ALL: Readonly<Partial<Record<Dimension, string>>> = {
  collection: "all collections",
  caller: "all callers",
  service: "all services",
  shape: "all query shapes",
  callable: "all calls",
  kind: "all kinds of callers",
  outcome: "all outcomes",
  latency: "all steps",
};
