import type { Request } from "../api/api.ts";
import { invalidRequest } from "../errors/error.ts";
import type { Aggregate } from "../query/query.ts";
import type { FieldPath } from "../paths/field-path.ts";
import { escapeFields } from "../wire/wire-escape.ts";
import type { AuthorizedList } from "../authorize/authorize.ts";
import type { PendingList } from "../authorize/grant-list.ts";
import { runAggregation } from "../reads/run-aggregation.ts";
import { settleList } from "../reads/settle-list.ts";
import type { Callable } from "./callable.ts";
import { isDocumentId } from "../request/request-id.ts";
import { toFieldPath } from "../request/request-path.ts";
import { toAggregatedQuery } from "../request/request-query.ts";

/** Counts, sums and averages over the documents that match, without reading them. */
export const aggregateDocuments: Callable<
  "aggregateDocuments",
  readonly [AuthorizedList | PendingList]
> = {
  name: "aggregateDocuments",

  plan(request, authorize) {
    const query = toAggregatedQuery(request);
    const aggregates = toAggregates(request.aggregates);
    return [authorize({ kind: "list", query, aggregates }, { at: "collection" })];
  },

  async execute([grant], context) {
    const values = await runAggregation(await settleList(grant, context), context);
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
