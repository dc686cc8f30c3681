import * as z from "zod";
import { anyone, collection } from "../../index.ts";
import type { CallSummary } from "../../call/call-summary.ts";
import { NO_COUNTS } from "../../call/collection-uses.ts";
import { countedNames } from "../../collection/counted-names.ts";
import type { DescribedQuery } from "../../indexes/described-query.ts";
import { UsageTotals } from "../../usage/usage-totals.ts";
import { SPAN_MS } from "../../usage/usage-window.ts";
import type { AdvisedCollection, KnownUsage } from "./advised.ts";

export const NOW_MS = Date.parse("2026-11-27T10:00:00Z");
const TODAY_MS = Date.parse("2026-11-27");

/** Books with a few fields, and these indexes. */
export function booksWith(
  indexes: readonly (readonly string[])[],
  { path = "books", unindexed = [] as readonly string[] } = {},
): AdvisedCollection {
  const number = z.exactOptional(z.number());
  const schema = z.object({
    a: number,
    b: number,
    c: number,
    d: z.exactOptional(z.array(z.number())),
    m: z.exactOptional(z.object({ x: number, y: number })),
  });
  const access = { read: anyone() };
  const definition = collection(path, { schema, access, indexes, unindexed });
  return { ...definition, fields: countedNames({ ...definition, schema }).fields };
}

/** A call that made a query. */
export function listed(described: DescribedQuery | undefined, path = "books"): CallSummary {
  return {
    severity: "INFO",
    callable: "queryDocuments",
    caller: "user-a",
    kind: "user",
    service: null,
    code: "ok",
    reason: null,
    usage: { reads: 1, writes: 0, deletes: 0 },
    totalMs: 1,
    stepsMs: {},
    uses: [{ ...NONE, collection: path, operation: "list", described, reads: 1, found: 1 }],
  };
}

const NONE = { ...NO_COUNTS, returned: 1 };

/**
 * Usage of so many days, of which the calls are counted on one of some days ago, on which all that
 * is declared is declared.
 */
export function usageOf(
  definitions: readonly AdvisedCollection[],
  calls: readonly { readonly call: CallSummary; readonly daysAgo: number }[],
  days = 36,
): KnownUsage {
  const declared = definitions.map(({ path, fields, indexes, groupIndexes }) => ({
    ...countedNames({ path, schema: z.object({}), indexes, groupIndexes }),
    fields,
  }));
  const all = Array.from({ length: days }, (_, index) => {
    const totals = new UsageTotals();
    totals.addDeclared(declared);
    return { fromMs: TODAY_MS - (days - 1 - index) * SPAN_MS.day, totals };
  });
  for (const { call, daysAgo } of calls) all.at(-1 - daysAgo)?.totals.add(call);
  for (const { totals } of all)
    for (const { path } of definitions)
      totals.groups.collection.add(`set ${path}`, { written: 10, calls: 10 });
  const nowMs = NOW_MS;
  return { days: all, knownDays: days - 1, nowMs, isReachedDirectly: () => false };
}
