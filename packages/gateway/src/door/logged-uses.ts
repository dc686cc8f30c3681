import type { RecordedUse } from "../call/collection-uses.ts";
import { indexesText } from "../indexes/described-query.ts";

/** Most collections and operations in one line. What is done with others is summed up in one more. */
const MAX_USES = 20;

const COUNTS = ["reads", "found", "missing", "cached", "returned", "written"] as const;

type LoggedUse = Readonly<Record<string, string | number>>;

/**
 * What a call did with each collection, as the log has it: without the counts that are 0. The first
 * collection stands by itself too, for metrics that are told apart by it, and so does what was
 * missing in all of them.
 */
export function loggedUses(uses: readonly RecordedUse[]): {
  readonly collection?: string;
  readonly missing?: number;
  readonly collections?: readonly LoggedUse[];
} {
  const [first] = uses;
  if (first === undefined) return {};
  const missing = uses.reduce((sum, use) => sum + use.missing, 0);
  const told = { collection: first.collection, ...(missing > 0 && { missing }) };
  if (uses.length <= MAX_USES) return { ...told, collections: uses.map(loggedUse) };
  const rest = uses.slice(MAX_USES);
  return {
    ...told,
    collections: [
      ...uses.slice(0, MAX_USES).map(loggedUse),
      { others: rest.length, ...sumOf(rest) },
    ],
  };
}

function loggedUse(use: RecordedUse): LoggedUse {
  const { collection, operation, described } = use;
  const logged: Record<string, string | number> = { collection, operation };
  if (described !== undefined) {
    logged["shape"] = described.shape;
    logged["index"] = indexesText(described);
  }
  for (const name of COUNTS) if (use[name] > 0) logged[name] = use[name];
  return logged;
}

function sumOf(uses: readonly RecordedUse[]): LoggedUse {
  const sums = COUNTS.map((name) => [name, uses.reduce((sum, use) => sum + use[name], 0)] as const);
  return Object.fromEntries(sums.filter(([, sum]) => sum > 0));
}
