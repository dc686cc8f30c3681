import type { Request } from "../contract/api.ts";
import { invalidRequest } from "../contract/error.ts";
import type { Aggregate } from "../contract/query.ts";
import type { FieldPath } from "../contract/value.ts";
import { escapeFields } from "../contract/wire-escape.ts";
import type { AuthorizedList } from "../pipeline/authorize.ts";
import { runAggregation } from "../pipeline/run-aggregation.ts";
import type { Callable } from "../pipeline/callable.ts";
import { toWhere } from "../pipeline/request-filter.ts";
import { isDocumentId } from "../pipeline/request-id.ts";
import { toFieldPath } from "../pipeline/request-path.ts";
import { toCollectionSelector } from "../pipeline/request-query.ts";
import { allowedQuery } from "../pipeline/run-query.ts";

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
    const query = await allowedQuery(grant, context);
    const aggregates = grant.operation.aggregates ?? {};
    const values = await runAggregation({ query, aggregates }, grant, context);
    return { aggregates: escapeFields(values) };
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
