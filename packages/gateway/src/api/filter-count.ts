/** Most comparisons in one `where`, nested ones too. */
export const MAX_FILTERS = 100;
/** How deep `where` may nest. */
export const MAX_FILTER_DEPTH = 10;

/**
 * Whether a `where` has no more filters, and no deeper ones, than it may. Tells it before a schema
 * looks into them, which takes seconds for a million. What is no filter is left to the schema.
 */
export function isFilterCountWithinLimits(where: unknown): boolean {
  let comparisons = 0;
  let lists = [listOf(where)];
  for (let depth = 0; depth <= MAX_FILTER_DEPTH; depth += 1) {
    // Each filter of a level has at least one comparison below it, or is one.
    const count = lists.reduce((sum, list) => sum + list.length, 0);
    if (comparisons + count > MAX_FILTERS) return false;
    const nested = lists.flat().filter(isNested);
    if (nested.length === 0) return true;
    comparisons += count - nested.length;
    lists = nested.map(({ and, or }) => listOf(and ?? or));
  }
  return false;
}

function isNested(filter: unknown): filter is { readonly and?: unknown; readonly or?: unknown } {
  return typeof filter === "object" && filter !== null && !Array.isArray(filter);
}

function listOf(filters: unknown): readonly unknown[] {
  return Array.isArray(filters) ? (filters as unknown[]) : [];
}
