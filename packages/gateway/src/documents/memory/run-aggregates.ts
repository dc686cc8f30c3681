import {
  doubleValue,
  exactNumber,
  integerValue,
  isInteger,
  isNumber,
  MAX_INT64,
  MIN_INT64,
} from "../../values/number.ts";
import type { Aggregate, Query } from "../../query/query.ts";
import type { Value } from "../../values/value.ts";
import { aggregatedField } from "../../query/aggregated-field.ts";
import { aggregatedOrder } from "../../query/aggregated-order.ts";
import { fieldOf } from "../../query/matches.ts";
import { runQuery } from "./run-query.ts";
import type { StoredDocument } from "../store.ts";

/**
 * The aggregates over the documents that a query finds among all. Asked for together, all of them
 * are over the documents that have every field that any of them needs, as Firestore does.
 * @see https://firebase.google.com/docs/firestore/query-data/aggregation-queries
 */
export function runAggregates(
  documents: Iterable<StoredDocument>,
  query: Query,
  aggregates: Readonly<Record<string, Aggregate>>,
): Readonly<Record<string, Value>> {
  const found = runQuery(documents, { ...query, orderBy: aggregatedOrder(query, aggregates) });
  return Object.fromEntries(
    Object.entries(aggregates).map(([name, aggregate]) => [name, compute(found, aggregate)]),
  );
}

function compute(documents: readonly StoredDocument[], aggregate: Aggregate): Value {
  const field = aggregatedField(aggregate);
  if (field === undefined) return documents.length;
  const numbers = documents
    .map((document) => fieldOf(document, field) as Value)
    .filter((value) => isNumber(value))
    .map((value) => exactNumber(value));
  if ("sum" in aggregate) return sum(numbers);
  if (numbers.length === 0) return null;
  return doubleValue(Number(exactNumber(sum(numbers))) / numbers.length);
}

/** An integer where all are and where it fits into 64 bits, else a double. */
function sum(numbers: readonly (number | bigint)[]): Value {
  if (numbers.every((number) => isInteger(number))) {
    const total = numbers.reduce<bigint>((part, number) => part + BigInt(number), 0n);
    if (total >= MIN_INT64 && total <= MAX_INT64) return integerValue(String(total));
  }
  return doubleValue(numbers.reduce<number>((part, number) => part + Number(number), 0));
}
