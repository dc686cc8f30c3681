import type { ShadowRead } from "../api/shadow-report.ts";

/** The collections that a read is of: `users/{id}/notes`, a group's behind two asterisks. */
export function readCollections({ method, parent, body }: ShadowRead): readonly string[] {
  if (method === "batchGet") {
    const names = (body["documents"] ?? []) as readonly string[];
    return [...new Set(names.map((name) => pattern(below(name).slice(0, -1))))];
  }
  const query = (body["structuredAggregationQuery"] as object | undefined) ?? body;
  const { structuredQuery } = query as { readonly structuredQuery?: { readonly from?: unknown } };
  const from = (structuredQuery?.from ?? []) as readonly {
    readonly collectionId?: string;
    readonly allDescendants?: boolean;
  }[];
  return from.map(({ collectionId = "{id}", allDescendants }) =>
    allDescendants === true ? `**/${collectionId}` : pattern([...below(parent), collectionId]),
  );
}

function below(name: string): readonly string[] {
  return name.split("/").slice(5);
}

function pattern(segments: readonly string[]): string {
  return segments.map((segment, index) => (index % 2 === 1 ? "{id}" : segment)).join("/");
}
