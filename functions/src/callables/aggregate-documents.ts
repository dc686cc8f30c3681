import type { Request } from "../contract/api.ts";
import { MAX_AGGREGATES } from "../contract/api.ts";
import { invalidRequest } from "../contract/error.ts";
import type { Aggregate } from "../contract/query.ts";
import type { FieldPath } from "../contract/value.ts";
import { escapeFields } from "../contract/wire-escape.ts";
import type { AuthorizedList } from "../pipeline/authorize.ts";
import type { Callable } from "../pipeline/callable.ts";
import { cacheUse } from "../pipeline/cache-use.ts";
import { toWhere } from "../pipeline/request-filter.ts";
import { isDocumentId } from "../pipeline/request-id.ts";
import { toFieldPath } from "../pipeline/request-path.ts";
import { toCollectionSelector } from "../pipeline/request-query.ts";
import { allowedQuery } from "../pipeline/run-query.ts";

/** Index entries that Firestore bills as one read. @see https://firebase.google.com/docs/firestore/pricing */
const ENTRIES_PER_READ = 1000;
/** Not a name that a request can choose. */
const COUNTED = "~counted";

/** Counts, sums and averages over the documents that match, without reading them. */
export const aggregateDocuments: Callable<"aggregateDocuments", readonly [AuthorizedList]> = {
  name: "aggregateDocuments",

  plan({ aggregates, where, ...request }, authorize) {
    const selector = toCollectionSelector(request);
    const filter = where && toWhere(where, request.collection);
    const operation = {
      kind: "list",
      query: { ...selector, ...(filter && { where: filter }), orderBy: [] },
      aggregates: toAggregates(aggregates),
    } as const;
    return [authorize(operation, { at: "collection" })];
  },

  async execute([grant], context) {
    const { gateway, call, request } = context;
    const query = await allowedQuery(grant, context);
    const asked = { query, aggregates: counted(grant.operation.aggregates ?? {}) };
    const use = cacheUse(grant.keeping, request);
    const { value, wasRead } = await gateway.reads.aggregate(asked, use, call.reading);
    const { [COUNTED]: entries, ...aggregates } = value;
    const reads = Math.max(1, Math.ceil(Number(entries ?? 0) / ENTRIES_PER_READ));
    call.spend({ reads: wasRead ? reads : 0, cached: !wasRead });
    return { aggregates: escapeFields(aggregates) };
  },
};

type SentAggregates = Request<"aggregateDocuments">["aggregates"];

function toAggregates(sent: SentAggregates): Readonly<Record<string, Aggregate>> {
  const named = Object.entries(sent).map(
    ([name, aggregate]) => [name, toAggregate(aggregate, `aggregates.${name}`)] as const,
  );
  return Object.fromEntries(named);
}

function toAggregate(aggregate: SentAggregates[string], at: string): Aggregate {
  if ("count" in aggregate) return aggregate;
  return "sum" in aggregate
    ? { sum: toNumber(aggregate.sum, at) }
    : { average: toNumber(aggregate.average, at) };
}

function toNumber(text: string, at: string): FieldPath {
  const field = toFieldPath(text, at);
  if (isDocumentId(field)) throw invalidRequest(at, "can't be __name__, which is no number");
  return field;
}

/** The aggregates and, where there is room, a count, which tells what Firestore bills. */
function counted(
  aggregates: Readonly<Record<string, Aggregate>>,
): Readonly<Record<string, Aggregate>> {
  const isFull = Object.keys(aggregates).length === MAX_AGGREGATES;
  return isFull ? aggregates : { ...aggregates, [COUNTED]: { count: true } };
}
