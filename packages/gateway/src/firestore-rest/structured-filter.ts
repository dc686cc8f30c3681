import { MAX_FILTERS, MAX_FILTER_DEPTH } from "../api/filter-count.ts";
import type { Root } from "../documents/codec.ts";
import { comparisons } from "../query/comparisons.ts";
import type { Comparison, Filter } from "../query/query.ts";
import { maxListValues } from "../query/max-list-values.ts";
import { toOperand } from "../request/request-filter.ts";
import { checkReferences, isDocumentId } from "../request/request-id.ts";
import type { Operator } from "../values/operator.ts";
import type { Value } from "../values/value.ts";
import { isObject, oneOf, readEnum, readList, readMessage } from "./message.ts";
import { at, formatSteps, invalidAt, type Place } from "./place.ts";
import { toFieldOf } from "./request-name.ts";
import { toElements, toValue } from "./request-value.ts";

const KINDS = ["compositeFilter", "fieldFilter", "unaryFilter"] as const;

const COMPOSITES = { AND: [1, "and"], OR: [2, "or"] } as const;

const OPERATORS: Readonly<Record<string, readonly [number, Operator]>> = {
  LESS_THAN: [1, "<"],
  LESS_THAN_OR_EQUAL: [2, "<="],
  GREATER_THAN: [3, ">"],
  GREATER_THAN_OR_EQUAL: [4, ">="],
  EQUAL: [5, "=="],
  NOT_EQUAL: [6, "!="],
  ARRAY_CONTAINS: [7, "array-contains"],
  IN: [8, "in"],
  ARRAY_CONTAINS_ANY: [9, "array-contains-any"],
  NOT_IN: [10, "not-in"],
};

const UNARY: Readonly<Record<string, readonly [number, Pick<Comparison, "op" | "value">]>> = {
  IS_NAN: [2, { op: "==", value: { $number: "NaN" } }],
  IS_NULL: [3, { op: "==", value: null }],
  IS_NOT_NAN: [4, { op: "!=", value: { $number: "NaN" } }],
  IS_NOT_NULL: [5, { op: "!=", value: null }],
};

/** The filter of a StructuredQuery. @throws GatewayError INVALID_REQUEST */
export function toWhere(sent: unknown, place: Place, root: Root): Filter {
  const reader = new FilterReader(root);
  const filter = reader.read(sent, place, 0);
  // Such an OR is read as its part. Of more parts it is seen once the policy is known.
  if (reader.hasLoneOr && comparisons(filter).some(({ op }) => op === "not-in")) {
    throw invalidAt(
      place,
      "has a NOT_IN and an OR, which Firestore does not take in one query: send the one filter of the OR without it",
    );
  }
  return filter;
}

/** Reads one filter, counting its comparisons and how deep they nest. */
class FilterReader {
  readonly #root: Root;
  /** Whether an OR of one part was read. */
  hasLoneOr = false;
  #comparisons = 0;

  constructor(root: Root) {
    this.#root = root;
  }

  read(sent: unknown, place: Place, depth: number): Filter {
    const filter = readMessage(sent, KINDS, place);
    const kind = oneOf(filter, KINDS, place);
    const partPlace = at(place, kind);
    if (kind === "compositeFilter") return this.#readComposite(filter[kind], partPlace, depth);
    this.#comparisons += 1;
    if (this.#comparisons > MAX_FILTERS) {
      throw invalidAt(place, `there are more than ${String(MAX_FILTERS)} comparisons`);
    }
    return kind === "unaryFilter"
      ? readUnary(filter[kind], partPlace)
      : readComparison(filter[kind], partPlace, this.#root);
  }

  #readComposite(sent: unknown, place: Place, depth: number): Filter {
    if (depth >= MAX_FILTER_DEPTH) {
      throw invalidAt(place, `nests deeper than ${String(MAX_FILTER_DEPTH)} filters`);
    }
    const { op, filters } = readMessage(sent, ["op", "filters"], place);
    const list = at(place, "filters");
    const sentParts = readList(filters, list);
    if (sentParts.length === 0) throw invalidAt(list, "must have one or more");
    const parts = sentParts.map((part, index) => this.read(part, at(list, index), depth + 1));
    const kind = readEnum<"and" | "or">(op, COMPOSITES, at(place, "op"));
    const [first, ...more] = parts as [Filter, ...Filter[]];
    // Of one part, both mean that part, whose values a policy may look for.
    if (more.length === 0) {
      if (kind === "or") this.hasLoneOr = true;
      return first;
    }
    return kind === "and" ? { and: parts } : { or: parts };
  }
}

function readUnary(sent: unknown, place: Place): Comparison {
  const { op, field } = readMessage(sent, ["op", "field"], place);
  return {
    field: toFieldOf(field, at(place, "field")),
    ...readEnum(op, UNARY, at(place, "op")),
  };
}

function readComparison(sent: unknown, place: Place, root: Root): Comparison {
  const filter = readMessage(sent, ["field", "op", "value"], place);
  const field = toFieldOf(filter.field, at(place, "field"));
  const op = readEnum(filter.op, OPERATORS, at(place, "op"));
  const isId = isDocumentId(field);
  if (isId && op.startsWith("array-")) {
    throw invalidAt(at(place, "op"), "can't stand after __name__, which is no array");
  }
  const valuePlace = at(place, "value");
  const text = formatSteps(valuePlace);
  const limit = maxListValues(op);
  const value =
    limit === undefined
      ? toOperand(toValue(filter.value, valuePlace, root), text)
      : readOperands(filter.value, valuePlace, { op, limit, root });
  if (isId) checkReferences(limit === undefined ? [value] : value, text);
  return { field, op, value };
}

/** What an operator compares with that takes a list: an array, whose elements may be arrays. */
function readOperands(
  sent: unknown,
  place: Place,
  { op, limit, root }: { op: Operator; limit: number; root: Root },
): Value {
  const [key = "", ...more] = isObject(sent) ? Object.keys(sent) : [];
  const isArray = more.length === 0 && (key === "arrayValue" || key === "array_value");
  const values =
    isArray && isObject(sent) ? toElements(sent[key], at(place, key), root) : undefined;
  if (values === undefined || values.length === 0 || values.length > limit) {
    throw invalidAt(place, `must be an array of 1 to ${String(limit)} values, as ${op} takes`);
  }
  const text = formatSteps(place);
  return values.map((value) => toOperand(value, text));
}
