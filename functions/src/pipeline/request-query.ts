import { DEFAULT_LIMIT, type Request, type WireFilter } from "../contract/api.ts";
import { invalid } from "../contract/error.ts";
import { formatFieldPath } from "../contract/field-path.ts";
import type { Filter, Operator, Order, Query } from "../contract/query.ts";
import type { FieldPath, Value } from "../contract/value.ts";
import { readValue } from "../contract/wire.ts";
import { toCollectionPath, toFieldPath } from "./request-path.ts";

const INEQUALITIES: ReadonlySet<Operator> = new Set(["<", "<=", ">", ">=", "!=", "not-in"]);

type QueryRequest = Pick<Request<"queryDocuments">, "collection"> &
  Partial<Pick<Request<"queryDocuments">, "where" | "orderBy" | "limit" | "select">>;

/**
 * The query that a request asks for, before policy.
 *
 * @throws GatewayError INVALID_REQUEST
 */
export function toQuery(request: QueryRequest): Query {
  const collection = toCollectionPath(request.collection, "collection");
  const where = request.where && toFilters(request.where, "where", collection);
  return {
    collection,
    ...(where !== undefined && where.length > 0 && { where: conjunction(where) }),
    orderBy: (request.orderBy ?? []).map((order, index) => {
      const [field, direction] = typeof order === "string" ? [order, "asc" as const] : order;
      return { field: toFieldPath(field, `orderBy[${String(index)}]`), direction };
    }),
    limit: request.limit ?? DEFAULT_LIMIT,
    ...(request.select && {
      select: request.select.map((field, index) => toFieldPath(field, `select[${String(index)}]`)),
    }),
  };
}

/**
 * The query with every order that Firestore would add by itself: the fields of its inequalities,
 * and last the document id, so that a position in it is one document's alone.
 * @see https://firebase.google.com/docs/firestore/query-data/multiple-range-fields
 */
export function withWholeOrder(query: Query): Query {
  const direction = query.orderBy.at(-1)?.direction ?? "asc";
  const orderBy = [...query.orderBy];
  const add = (field: FieldPath) => {
    if (!orderBy.some((order) => isSame(order.field, field))) orderBy.push({ field, direction });
  };
  inequalityFields(query.where).sort(byName).forEach(add);
  add(["__name__"]);
  return { ...query, orderBy };
}

/** Where a document stands in the order: the values that {@link withWholeOrder} orders by. */
export function positionOf(
  document: { readonly path: string; readonly data: Value },
  orderBy: readonly Order[],
): Value[] {
  return orderBy.map(({ field }) =>
    field[0] === "__name__" ? { $reference: document.path } : valueAt(document.data, field),
  );
}

function valueAt(data: Value, field: FieldPath): Value {
  return field.reduce<Value>((value, name) => (value as Record<string, Value>)[name] ?? null, data);
}

function inequalityFields(filter: Filter | undefined): FieldPath[] {
  if (filter === undefined) return [];
  if ("and" in filter) return filter.and.flatMap(inequalityFields);
  if ("or" in filter) return filter.or.flatMap(inequalityFields);
  return INEQUALITIES.has(filter.op) ? [filter.field] : [];
}

function toFilters(filters: readonly WireFilter[], at: string, collection: string): Filter[] {
  return filters.map((filter, index) => toFilter(filter, `${at}[${String(index)}]`, collection));
}

function toFilter(filter: WireFilter, at: string, collection: string): Filter {
  if ("and" in filter) return { and: toFilters(filter.and, `${at}.and`, collection) };
  if ("or" in filter) return { or: toFilters(filter.or, `${at}.or`, collection) };
  const [name, op, value] = filter;
  const field = toFieldPath(name, `${at}[0]`);
  const operand = readValue(field[0] === "__name__" ? toReference(value, collection) : value);
  if (!operand.ok) throw violation(`${at}[2]`, operand.violations[0].description);
  checkOperand(op, operand.value, `${at}[2]`);
  return { field, op, value: operand.value };
}

/** Firestore's limits for lists of operands. @see https://firebase.google.com/docs/firestore/query-data/queries */
const MAX_OPERANDS: Partial<Record<Operator, number>> = {
  in: 30,
  "array-contains-any": 30,
  "not-in": 10,
};

function checkOperand(op: Operator, operand: Value, at: string): void {
  const limit = MAX_OPERANDS[op];
  if (limit === undefined) return;
  if (!Array.isArray(operand) || operand.length === 0 || operand.length > limit) {
    throw violation(at, `must be a list of 1 to ${String(limit)} values, as ${op} takes`);
  }
}

/** The document id may be written as an id, and is a reference to Firestore. */
function toReference(value: Value, collection: string): Value {
  if (Array.isArray(value)) return value.map((item: Value) => toReference(item, collection));
  return typeof value === "string" ? { $reference: `${collection}/${value}` } : value;
}

function conjunction(filters: readonly Filter[]): Filter {
  const [first, ...rest] = filters;
  return first !== undefined && rest.length === 0 ? first : { and: filters };
}

function isSame(a: FieldPath, b: FieldPath): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}

function byName(a: FieldPath, b: FieldPath): number {
  const [left, right] = [formatFieldPath(a), formatFieldPath(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function violation(field: string, description: string) {
  return invalid("INVALID_REQUEST", [{ field, description }]);
}
