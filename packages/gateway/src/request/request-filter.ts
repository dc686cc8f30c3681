import type { WireFilter } from "../api/api.ts";
import { invalidRequest } from "../errors/error.ts";
import type { Operator } from "../values/operator.ts";
import type { Filter } from "../query/query.ts";
import type { Value } from "../values/value.ts";
import { readValue } from "../wire/wire.ts";
import { maxListValues } from "../query/max-list-values.ts";
import { checkReferences, isDocumentId, toReferences } from "./request-id.ts";
import { toFieldPath } from "./request-path.ts";

/**
 * The filter that a request's `where` means: all of its filters hold.
 *
 * @param collection path of the collection, in which ids of documents are meant; undefined for a
 * collection group, where only references tell a document
 * @throws GatewayError INVALID_REQUEST
 */
export function toWhere(
  filters: readonly WireFilter[],
  collection: string | undefined,
): Filter | undefined {
  const all = toFilters(filters, "where", collection);
  return all.length > 1 ? { and: all } : all[0];
}

/** The alternatives; of one alone, that one, whose values a policy may look for. */
function anyOf(filters: readonly Filter[]): Filter {
  const [first] = filters;
  return first !== undefined && filters.length === 1 ? first : { or: filters };
}

function allOf(filters: readonly Filter[]): Filter {
  const [first] = filters;
  return first !== undefined && filters.length === 1 ? first : { and: filters };
}

function toFilters(
  filters: readonly WireFilter[],
  at: string,
  collection: string | undefined,
): Filter[] {
  return filters.map((filter, index) => toFilter(filter, `${at}[${String(index)}]`, collection));
}

function toFilter(filter: WireFilter, at: string, collection: string | undefined): Filter {
  if ("and" in filter) return allOf(toFilters(filter.and, `${at}.and`, collection));
  if ("or" in filter) return anyOf(toFilters(filter.or, `${at}.or`, collection));
  const [name, op, value] = filter;
  const field = toFieldPath(name, `${at}[0]`);
  const isId = isDocumentId(field);
  if (isId && op.startsWith("array-")) {
    throw invalidRequest(`${at}[1]`, "can't stand after __name__, which is no array");
  }
  const given = isId ? toReferences(value, collection) : value;
  const limit = maxListValues(op);
  const operand =
    limit === undefined
      ? toOperand(given, `${at}[2]`)
      : toOperands(given, { op, limit, at: `${at}[2]` });
  if (isId) checkReferences(limit === undefined ? [operand] : operand, `${at}[2]`);
  return { field, op, value: operand };
}

/** A value of a request to compare with. */
export function toOperand(sent: unknown, at: string): Value {
  const operand = readValue(sent);
  if (operand.ok) return operand.value;
  throw invalidRequest(at, operand.violations[0].description);
}

interface ListOperand {
  readonly op: Operator;
  readonly limit: number;
  readonly at: string;
}

/** What an operator that takes a list compares with: each of its values may be an array. */
function toOperands(sent: Value, { op, limit, at }: ListOperand): Value {
  if (!Array.isArray(sent) || sent.length === 0 || sent.length > limit) {
    throw invalidRequest(at, `must be a list of 1 to ${String(limit)} values, as ${op} takes`);
  }
  return sent.map((value: Value, index) => toOperand(value, `${at}[${String(index)}]`));
}
