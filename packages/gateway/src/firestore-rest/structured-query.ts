import type { Root } from "../documents/codec.ts";
import type { Order, Query, QueryPosition } from "../query/query.ts";
import { formatFieldPath } from "../paths/field-path.ts";
import type { FieldPath } from "../paths/field-path.ts";
import { checkCollectionId, checkListedBelow, checkListedPath } from "../paths/path.ts";
import { isOfAllCollections } from "../query/all-collections.ts";
import { comparisons } from "../query/comparisons.ts";
import { isInequality } from "../query/is-inequality.ts";
import { isDocumentId, checkReferences } from "../request/request-id.ts";
import { toOperand } from "../request/request-filter.ts";
import { readBoolean, readCount, readEnum, readList, readMessage, readText } from "./message.ts";
import { at, formatSteps, invalidAt, type Place } from "./place.ts";
import { checked, toFieldOf } from "./request-name.ts";
import { toValue } from "./request-value.ts";
import { toFindNearest } from "./find-nearest.ts";
import { toWhere } from "./structured-filter.ts";
import { unimplemented } from "./unimplemented.ts";

const PARTS = [
  "select",
  "from",
  "where",
  "orderBy",
  "startAt",
  "endAt",
  "offset",
  "limit",
  "findNearest",
] as const;

/** Where a query is asked: below which document, and of which database. */
export interface QueryParent {
  /** Path of the document under which the collection lies; "" for the root. */
  readonly parent: string;
  readonly root: Root;
}

/**
 * The query that a StructuredQuery asks for, before policy.
 *
 * @throws GatewayError INVALID_REQUEST, UNIMPLEMENTED
 */
export function toQuery(sent: unknown, place: Place, scope: QueryParent): Query {
  const query = readMessage(sent, PARTS, place);
  const { root } = scope;
  const orderBy = toOrders(query.orderBy, at(place, "orderBy"));
  const position = (name: "startAt" | "endAt") =>
    query[name] !== undefined && {
      [name]: toPosition(query[name], at(place, name), { orderBy, root }),
    };
  const offset = query.offset === undefined ? 0 : readCount(query.offset, at(place, "offset"));
  const selector = toSelector(query.from, at(place, "from"), scope);
  const asked = {
    ...selector,
    ...(query.where !== undefined && { where: toWhere(query.where, at(place, "where"), root) }),
    orderBy,
    ...position("startAt"),
    ...position("endAt"),
    ...(offset > 0 && { offset }),
    ...(query.limit !== undefined && { limit: readCount(query.limit, at(place, "limit")) }),
    ...(query.select !== undefined && { select: toSelect(query.select, at(place, "select")) }),
    ...(query.findNearest !== undefined && {
      findNearest: toFindNearest(query.findNearest, at(place, "findNearest"), root),
    }),
  };
  if (isOfAllCollections(asked) && !isOfNames(asked)) {
    throw unimplemented(
      "Of all collections below a document names alone are answered: select __name__, and filter and order by nothing else.",
    );
  }
  return asked;
}

/** Whether it asks for nothing but names, in their order. */
function isOfNames({ select = [], where, orderBy, findNearest }: Query): boolean {
  const isName = (field: FieldPath) => field[0] === "__name__";
  return (
    findNearest === undefined &&
    select.length > 0 &&
    select.every(isName) &&
    comparisons(where).every(({ field, op }) => isName(field) && isInequality(op)) &&
    orderBy.every(({ field, direction }) => isName(field) && direction === "asc")
  );
}

function toSelector(
  sent: unknown,
  place: Place,
  { parent }: QueryParent,
): Pick<Query, "collection" | "allDescendants"> {
  const [selector, ...more] = readList(sent, place);
  if (selector === undefined || more.length > 0) throw invalidAt(place, "must name one collection");
  const onlyPlace = at(place, 0);
  const { collectionId, allDescendants = false } = readMessage(
    selector,
    ["collectionId", "allDescendants"],
    onlyPlace,
  );
  const idPlace = at(onlyPlace, "collectionId");
  const isGroup = readBoolean(allDescendants, at(onlyPlace, "allDescendants"));
  const id = readText(collectionId ?? (isGroup ? "" : undefined), idPlace);
  if (isGroup && id === "") {
    return { collection: checked(parent, checkListedBelow(parent), idPlace), allDescendants: true };
  }
  if (isGroup && parent !== "") {
    throw unimplemented(
      "A collection group is asked for below the root alone, not below a document.",
    );
  }
  const collection = isGroup || parent === "" ? id : `${parent}/${id}`;
  const problem = checkCollectionId(id) ?? (isGroup ? undefined : checkListedPath(collection));
  if (problem !== undefined) throw invalidAt(idPlace, problem);
  return { collection, ...(isGroup && { allDescendants: true }) };
}

const DIRECTIONS = {
  DIRECTION_UNSPECIFIED: [0, "asc"],
  ASCENDING: [1, "asc"],
  DESCENDING: [2, "desc"],
} as const;

function toOrders(sent: unknown, place: Place): readonly Order[] {
  const named = new Set<string>();
  return readList(sent, place).map((one, index) => {
    const onePlace = at(place, index);
    const { field, direction } = readMessage(one, ["field", "direction"], onePlace);
    const path = toFieldOf(field, at(onePlace, "field"));
    const name = formatFieldPath(path);
    if (named.has(name)) throw invalidAt(onePlace, "stands there already");
    if (named.has("__name__")) {
      throw invalidAt(
        onePlace,
        "can't come after __name__: an order by clause cannot contain more fields after the key",
      );
    }
    named.add(name);
    const order =
      direction === undefined
        ? "asc"
        : readEnum<"asc" | "desc">(direction, DIRECTIONS, at(onePlace, "direction"));
    return { field: path, direction: order };
  });
}

function toPosition(
  sent: unknown,
  place: Place,
  { orderBy, root }: { orderBy: readonly Order[]; root: Root },
): QueryPosition {
  const { values, before = false } = readMessage(sent, ["values", "before"], place);
  const list = at(place, "values");
  const read = readList(values, list);
  if (read.length > orderBy.length) {
    throw invalidAt(list, "must not have more values than orderBy has fields");
  }
  return {
    before: readBoolean(before, at(place, "before")),
    values: read.map((value, index) => {
      const valuePlace = at(list, index);
      const text = formatSteps(valuePlace);
      const operand = toOperand(toValue(value, valuePlace, root), text);
      if (isDocumentId(orderBy[index]?.field ?? [])) checkReferences([operand], text);
      return operand;
    }),
  };
}

function toSelect(sent: unknown, place: Place): NonNullable<Query["select"]> {
  const { fields } = readMessage(sent, ["fields"], place);
  const list = at(place, "fields");
  return readList(fields, list).map((one, index) => toFieldOf(one, at(list, index)));
}
