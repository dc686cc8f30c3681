import type { Aggregation } from "../cache/cached-reads.ts";
import type { AggregateAnswer } from "../cache/key.ts";
import { MAX_AGGREGATES } from "../api/api.ts";
import { fieldsOf } from "../values/map.ts";
import type { Aggregate, Order, Query } from "../query/query.ts";
import type { Fields, Value } from "../values/value.ts";
import { aggregatedField } from "../query/aggregated-field.ts";
import { wholeOrder } from "../query/whole-order.ts";
import type { AuthorizedList } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { cacheUse, type RequestedFreshness } from "./cache-use.ts";

/** Index entries that Firestore bills as one read. @see https://firebase.google.com/docs/firestore/pricing */
const ENTRIES_PER_READ = 1000;
/** The name of the added count. No request can choose it. */
const COUNTED = "~counted";

type Aggregates = Aggregation["aggregates"];

/**
 * The values of the aggregates by name, paid for by the index entries that they were computed from:
 * one for each document that they are over, however many they are. A count among them tells how
 * many; one is added if there is none. Where Firestore takes no more aggregates, it is asked for
 * its own bill. Its emulator has none: there the documents are counted by a second request.
 */
export async function runAggregation(
  { operation: { query, aggregates = {} }, keeping }: AuthorizedList,
  { gateway, call, request }: CallContext<RequestedFreshness>,
): Promise<Fields> {
  const asked = withCount(distinct(aggregates));
  const use = cacheUse(keeping, request);
  const ask = (aggregation: Aggregation, explain = false) =>
    gateway.reads.aggregate(aggregation, use, { ...call.reading, ...(explain && { explain }) });
  const isCounted = Object.hasOwn(asked, COUNTED);
  const { value, wasRead } = await ask({ query, aggregates: asked }, !isCounted);
  const { values } = value;
  if (!wasRead) {
    call.spend({ cached: true });
  } else {
    const billed = isCounted ? readsFor(values[COUNTED]) : billedReads(value);
    const counting = { query: withFieldsOf(query, asked), aggregates: { [COUNTED]: COUNT } };
    const reads = billed ?? readsFor((await ask(counting)).value.values[COUNTED]);
    call.spend({ reads });
  }
  return fieldsOf(
    Object.entries(aggregates).map(([name, one]) => [name, values[keyOf(one)] ?? null]),
  );
}

const COUNT: Aggregate = { count: true };

/** Each different aggregate once, however often it is asked for. */
function distinct(aggregates: Aggregates): Aggregates {
  return Object.fromEntries(Object.values(aggregates).map((one) => [keyOf(one), one]));
}

function keyOf(one: Aggregate): string {
  return "count" in one ? COUNTED : JSON.stringify(one);
}

function withCount(aggregates: Aggregates): Aggregates {
  const isFull = Object.keys(aggregates).length === MAX_AGGREGATES;
  return isFull ? aggregates : { ...aggregates, [COUNTED]: COUNT };
}

function readsFor(entries: Value | undefined): number {
  return Math.max(1, Math.ceil(Number(entries ?? 0) / ENTRIES_PER_READ));
}

/** What Firestore says that it bills. @see https://firebase.google.com/docs/firestore/reference/query-explain-report-reference */
function billedReads({ explain }: AggregateAnswer): number | undefined {
  const statistics = explain?.["executionStats"] as Fields | undefined;
  const reads = Number(statistics?.["readOperations"] ?? NaN);
  return Number.isSafeInteger(reads) ? Math.max(1, reads) : undefined;
}

/**
 * The query for only those documents that have every field that is aggregated, as aggregates are
 * over.
 */
function withFieldsOf(query: Query, aggregates: Aggregates): Query {
  const own = wholeOrder(query).filter(({ field }) => field[0] !== "__name__");
  const fields = Object.values(aggregates).flatMap((one) => {
    const field = aggregatedField(one);
    return field === undefined ? [] : [field];
  });
  const orders = [...own, ...fields.map((field): Order => ({ field, direction: "asc" }))];
  return {
    ...query,
    orderBy: [...new Map(orders.map((order) => [keyOfOrder(order), order])).values()],
  };
}

function keyOfOrder({ field }: Order): string {
  return JSON.stringify(field);
}
