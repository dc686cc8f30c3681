import { checkFieldName } from "../../../../paths/field-path.ts";
import { FieldShape, type ValueKind } from "./field-shape.ts";

/** A type of a schema, to be written down or to be checked by. */
export type ProposedType =
  | { readonly kind: "null" | "boolean" | "int64" | "whole" | "number" | "special" | "string" }
  | { readonly kind: "timestamp" | "bytes" | "geoPoint" | "any" }
  | { readonly kind: "vector"; readonly dimensions: number }
  | { readonly kind: "reference"; readonly collection?: string }
  | { readonly kind: "enum"; readonly values: readonly string[] }
  | { readonly kind: "array"; readonly of: ProposedType }
  | { readonly kind: "record"; readonly of: ProposedType }
  | { readonly kind: "map"; readonly fields: readonly ProposedField[] }
  | { readonly kind: "union"; readonly of: readonly ProposedType[] }
  | { readonly kind: "nullable"; readonly of: ProposedType };

export interface ProposedField {
  readonly name: string;
  readonly type: ProposedType;
  /** The share of the maps around that have it, from 0 to 1. */
  readonly share: number;
  readonly isOptional: boolean;
}

/** The maps of a field are by key, and no records, where they have so many names between them … */
const MIN_KEYS = 20;
/** … of which the most frequent stands in no larger a share of them. */
const MAX_KEY_SHARE = 0.5;

/**
 * The type of a document's fields.
 *
 * @param count of the documents
 * @param rare the share, up to which what is otherwise is left out of the schema
 */
export function proposedDocument(
  shape: FieldShape,
  { count, rare }: { readonly count: number; readonly rare: number },
): readonly ProposedField[] {
  return fieldsOf(shape, count, rare);
}

function fieldsOf(shape: FieldShape, count: number, rare: number): readonly ProposedField[] {
  return [...shape.fields]
    .filter(([name]) => canBeDeclared(name))
    .map(([name, field]) => {
      const share = field.seen / count;
      const isOptional = 1 - share > rare;
      return { name, type: typeOf(field, { name, rare }), share, isOptional };
    });
}

/** Names of Firestore's and the gateway's own, and of what every object has, are left to be any. */
function canBeDeclared(name: string): boolean {
  return checkFieldName(name) === undefined && !name.startsWith("$") && !(name in Object.prototype);
}

interface FieldPlace {
  readonly name: string;
  readonly rare: number;
}

function typeOf(shape: FieldShape, place: FieldPlace): ProposedType {
  const kinds = frequentKinds(shape, place.rare);
  const types = mergedNumbers(kinds)
    .filter((kind) => kind !== "null")
    .map((kind) => ofKind(kind, shape, place));
  const [first] = types;
  if (first === undefined) return { kind: kinds.length === 0 ? "any" : "null" };
  const type = types.length === 1 ? first : ({ kind: "union", of: types } as const);
  return kinds.includes("null") && first.kind !== "any" ? { kind: "nullable", of: type } : type;
}

function frequentKinds({ kinds, seen }: FieldShape, rare: number): readonly ValueKind[] {
  return [...kinds].filter(([, count]) => count / seen > rare).map(([kind]) => kind);
}

/** Of the kinds of numbers those that hold the others; large integers are a type of their own. */
function mergedNumbers(kinds: readonly ValueKind[]): readonly ValueKind[] {
  const has = (kind: ValueKind) => kinds.includes(kind);
  if (has("special")) return kinds.filter((kind) => kind !== "whole" && kind !== "number");
  if (has("number") || has("int64")) return kinds.filter((kind) => kind !== "whole");
  return kinds;
}

function ofKind(kind: ValueKind, shape: FieldShape, place: FieldPlace): ProposedType {
  switch (kind) {
    case "string":
      return textType(shape, place);
    case "reference": {
      const [collection] = shape.referred;
      const isOne = shape.referred.size === 1 && typeof collection === "string";
      return isOne && !collection.includes("/") ? { kind, collection } : { kind };
    }
    case "array": {
      const { elements = new FieldShape() } = shape;
      return { kind, of: typeOf(elements, place) };
    }
    case "map":
      return mapType(shape, place);
    case "escaped":
      return { kind: "any" };
    default:
      if (kind.startsWith("vector")) {
        return { kind: "vector", dimensions: Number(/\d+/.exec(kind)?.[0]) };
      }
      return { kind: kind as "boolean" };
  }
}

function mapType(shape: FieldShape, { name, rare }: FieldPlace): ProposedType {
  const count = shape.kinds.get("map") ?? 0;
  const most = Math.max(0, ...Array.from(shape.fields.values(), ({ seen }) => seen));
  if (shape.fields.size > MIN_KEYS && most / count <= MAX_KEY_SHARE) {
    const values = new FieldShape();
    for (const field of shape.fields.values()) merge(values, field);
    return { kind: "record", of: typeOf(values, { name, rare }) };
  }
  return { kind: "map", fields: fieldsOf(shape, count, rare) };
}

function merge(into: FieldShape, from: FieldShape): void {
  for (const [kind, count] of from.kinds) into.kinds.set(kind, (into.kinds.get(kind) ?? 0) + count);
  for (const collection of from.referred) into.referred.add(collection);
  for (const [name, field] of from.fields) {
    const own = into.fields.get(name) ?? new FieldShape();
    into.fields.set(name, own);
    merge(own, field);
  }
  if (from.elements === undefined) return;
  into.elements ??= new FieldShape();
  merge(into.elements, from.elements);
}

/** Fields that hold what somebody has written, or who somebody is. */
const PERSONAL =
  /name|mail|phone|address|city|country|street|zip|birth|gender|title|text|note|comment|message|bio|desc|id$|uid|user|owner|author|token|key|url/i;
const MIN_OCCURRENCES = 5;
const MAX_VALUES = 8;

/**
 * A choice of texts where a few come again and again, and look like words of the program: never what
 * people have written.
 */
function textType({ texts, kinds }: FieldShape, { name }: FieldPlace): ProposedType {
  const values = [...texts.keys()].toSorted();
  const isChoice =
    values.length > 1 &&
    values.length <= MAX_VALUES &&
    (kinds.get("string") ?? 0) >= MIN_OCCURRENCES * values.length &&
    [...texts.values()].every((count) => count >= MIN_OCCURRENCES) &&
    values.every((value) => /^[A-Za-z][A-Za-z_-]{0,24}$/.test(value)) &&
    !PERSONAL.test(name);
  return isChoice ? { kind: "enum", values } : { kind: "string" };
}
