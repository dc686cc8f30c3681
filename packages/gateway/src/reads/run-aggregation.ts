import type { Aggregation } from "../cache/cached-reads.ts";
import type { AggregateAnswer } from "../cache/key.ts";
import { MAX_AGGREGATES } from "../api/api.ts";
import { fieldsOf } from "../values/map.ts";
import type { Aggregate } from "../query/query.ts";
import type { Fields, Value } from "../values/value.ts";
import { aggregatedOrder } from "../query/aggregated-order.ts";
import type { AuthorizedList } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { readsForEntries } from "../query/reads-for-entries.ts";
import { usedByList } from "./used-by-list.ts";
import { cacheUse, mayBeOld, type RequestedFreshness } from "./cache-use.ts";

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
  grant: AuthorizedList,
  { gateway, call, request }: CallContext<RequestedFreshness>,
): Promise<Fields> {
  const { query, aggregates = {} } = grant.operation;
  const asked = withCount(distinct(aggregates));
  const use = cacheUse(grant.keeping, request);
  const ask = (aggregation: Aggregation, explain = false) =>
    gateway.reads.aggregate(aggregation, use, {
      ...call.reading,
      mayBeOld: mayBeOld(request),
      ...(explain && { explain }),
    });
  const isCounted = Object.hasOwn(asked, COUNTED);
  const { value, wasRead, isRepeated } = await ask({ query, aggregates: asked }, !isCounted);
  const { values } = value;
  const found = Number(values[COUNTED] ?? 0);
  if (!wasRead) {
    call.spend({ cached: true });
    call.uses.add(usedByList(grant), { found, cached: found });
  } else {
    const readsFor = (counted: Value | undefined) =>
      readsForEntries((query.offset ?? 0) + Number(counted ?? 0));
    const billed = isCounted ? readsFor(values[COUNTED]) : billedReads(value);
    const counting = {
      query: { ...query, orderBy: aggregatedOrder(query, asked) },
      aggregates: { [COUNTED]: COUNT },
    };
    const reads = billed ?? readsFor((await ask(counting)).value.values[COUNTED]);
    call.spend({ reads });
    call.uses.add(usedByList(grant), { reads, found, ...(isRepeated && { repeated: reads }) });
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

/** What Firestore says that it bills. @see https://firebase.google.com/docs/firestore/reference/query-explain-report-reference */
function billedReads({ explain }: AggregateAnswer): number | undefined {
  const statistics = explain?.["executionStats"] as Fields | undefined;
  const reads = Number(statistics?.["readOperations"] ?? NaN);
  return Number.isSafeInteger(reads) ? Math.max(1, reads) : undefined;
}
