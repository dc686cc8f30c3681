import { MAX_AGGREGATES } from "../api/api.ts";
import type { AuthorizedList } from "../authorize/authorize.ts";
import type { PendingList } from "../authorize/grant-list.ts";
import type { CallContext } from "../call/call-context.ts";
import type { Aggregate, Query } from "../query/query.ts";
import { runAggregation } from "../reads/run-aggregation.ts";
import { settleList } from "../reads/settle-list.ts";
import { isDocumentId } from "../request/request-id.ts";
import { encodeNamed } from "./encode-answer.ts";
import { oneOf, readCount, readList, readMessage, readText } from "./message.ts";
import { at, invalidAt, type Place } from "./place.ts";
import { queryIn } from "./query-message.ts";
import { toFieldOf } from "./request-name.ts";
import { readSelected, type FirstElements } from "./read-selected.ts";
import type { ReadSelector } from "./read-selector.ts";
import type { RestMethod } from "./rest-method.ts";
import { toQuery } from "./structured-query.ts";
import type { Target } from "./target.ts";

interface AggregationRequest {
  readonly query: Query;
  readonly aggregates: Readonly<Record<string, Aggregate>>;
  /** The most that a count is answered as, by its name. */
  readonly upTo: ReadonlyMap<string, number>;
  readonly selector: ReadSelector | undefined;
}

/** Counts, sums and averages over the documents of a query. */
export function runAggregationQuery(
  target: Target,
): RestMethod<AggregationRequest, readonly [AuthorizedList | PendingList]> {
  const { root } = target;
  return {
    parse(data) {
      const { asked, selector } = queryIn(data, "structuredAggregationQuery", target);
      return { ...toAggregation(asked, target), selector };
    },

    plan: ({ query, aggregates }, authorize) => [
      authorize({ kind: "list", query, aggregates }, { at: "structuredAggregationQuery" }),
    ],

    async execute([grant], context) {
      const { aggregates, upTo, selector } = context.request;
      const read = async (selected: CallContext, first: FirstElements) => {
        const reading = { ...selected, request: {} };
        return { values: await runAggregation(await settleList(grant, reading), reading), first };
      };
      const { values, first } = await readSelected(selector, { target, context }, read);
      const bounded = Object.fromEntries(
        Object.entries(values).map(([alias, value]) => {
          const most = upTo.get(alias);
          if (most !== undefined) return [alias, Math.min(Number(value), most)];
          const isMean = "average" in (aggregates[alias] ?? {});
          return [alias, isMean && typeof value === "number" ? { $double: value } : value];
        }),
      );
      return [
        ...first,
        {
          result: { aggregateFields: encodeNamed(bounded, root) },
          readTime: context.call.startedAt,
        },
      ];
    },
  };
}

function toAggregation(sent: unknown, target: Target): Omit<AggregationRequest, "selector"> {
  const place = at(undefined, "structuredAggregationQuery");
  const { structuredQuery, aggregations } = readMessage(
    sent,
    ["structuredQuery", "aggregations"],
    place,
  );
  const scope = { parent: target.path(), root: target.root };
  const query = toQuery(structuredQuery, at(place, "structuredQuery"), scope);
  if (query.findNearest !== undefined) {
    throw invalidAt(at(place, "structuredQuery"), "findNearest can't be aggregated");
  }
  const list = at(place, "aggregations");
  const read = readList(aggregations, list);
  if (read.length === 0 || read.length > MAX_AGGREGATES) {
    throw invalidAt(
      list,
      `must be 1 to ${String(MAX_AGGREGATES)}: that is the maximum number of aggregations`,
    );
  }
  let nameless = 0;
  // As Firestore names what has no name.
  const nextName = () => `field_${String((nameless += 1))}`;
  const named = read.map((one, index) => toAggregate(one, nextName, at(list, index)));
  const aggregates = new Map(named.map(({ alias, aggregate }) => [alias, aggregate]));
  if (aggregates.size < named.length) throw invalidAt(list, "must not have one alias twice");
  const upTo = named.flatMap(({ alias, most }) =>
    most === undefined ? [] : [[alias, most] as const],
  );
  return {
    query: named.length === 1 ? withinCount(query, upTo[0]?.[1]) : query,
    aggregates: Object.fromEntries(aggregates),
    upTo: new Map(upTo),
  };
}

/** The query of a count alone, which need not go further than it is to count. */
function withinCount(query: Query, most: number | undefined): Query {
  if (most === undefined) return query;
  return { ...query, limit: Math.min(query.limit ?? Infinity, most) };
}

interface NamedAggregate {
  readonly alias: string;
  readonly aggregate: Aggregate;
  readonly most?: number;
}

const KINDS = ["count", "sum", "avg"] as const;
const ALIAS = /^[A-Za-z_][A-Za-z0-9_]{0,499}$/;

function toAggregate(sent: unknown, nextName: () => string, place: Place): NamedAggregate {
  const message = readMessage(sent, ["alias", ...KINDS], place);
  const kind = oneOf(message, KINDS, place);
  const aliasPlace = at(place, "alias");
  const given = readText(message.alias ?? "", aliasPlace);
  const alias = given === "" ? nextName() : given;
  if (!ALIAS.test(alias) || /^__.*__$/.test(alias)) {
    throw invalidAt(aliasPlace, "must be letters, digits and _");
  }
  const kindPlace = at(place, kind);
  if (kind === "count") {
    const { upTo } = readMessage(message.count, ["upTo"], kindPlace);
    const aggregate = { count: true } as const;
    if (upTo === undefined) return { alias, aggregate };
    return { alias, aggregate, most: readCount(upTo, at(kindPlace, "upTo")) };
  }
  const fieldPlace = at(kindPlace, "field");
  const field = toFieldOf(readMessage(message[kind], ["field"], kindPlace).field, fieldPlace);
  if (isDocumentId(field)) throw invalidAt(fieldPlace, "can't be __name__, which is no number");
  return { alias, aggregate: kind === "sum" ? { sum: field } : { average: field } };
}
