import { TRANSFORM_TAGS, type Fields, type Value } from "../../functions/src/contract/value.ts";
import { fieldsOf } from "../../functions/src/contract/map.ts";
import { escapeFields } from "../../functions/src/contract/wire-escape.ts";
import { MAX_DEPTH } from "../../functions/src/contract/wire-reader.ts";
import type { Checked } from "../../functions/src/contract/checked.ts";
import { isInt64 } from "./exact-number.ts";
import { wrong } from "./row.ts";

/** Each level of a document may be wrapped as `{"$map": [[name, value]]}`, which makes it three. */
const MAX_WIRE_DEPTH = 3 * MAX_DEPTH;

/**
 * The data of a document as the gateway takes it. Tags such as `{"$timestamp": "…"}` stay what they
 * are. Names are sorted, so that rows that hold the same become the same text.
 */
export function toWire(row: unknown): Checked<Fields> {
  if (typeof row !== "object" || row === null || Array.isArray(row)) {
    return wrong([], `is ${kindOf(row)}, where a row must be an object`);
  }
  try {
    return { ok: true, value: escapeFields(objectToWire(row, [], 0)) };
  } catch (error) {
    if (error instanceof Unfit) return wrong(error.path, error.message);
    throw error;
  }
}

/** A value that no document holds. */
class Unfit extends Error {
  readonly path: readonly string[];

  constructor(path: readonly string[], message: string) {
    super(message);
    this.path = path;
  }
}

/** `depth` counts the objects and arrays around the value. */
function valueToWire(value: unknown, path: readonly string[], depth: number): Value {
  switch (typeof value) {
    case "number":
      return numberToWire(value, path);
    case "bigint":
      return isInt64(value) ? { $int64: String(value) } : numberToWire(Number(value), path);
    case "object":
      if (value === null) return null;
      if (depth > MAX_WIRE_DEPTH) {
        throw new Unfit(path.slice(0, 1), "is nested deeper than a document can be");
      }
      return Array.isArray(value)
        ? value.map((item) => valueToWire(item, path, depth + 1))
        : objectToWire(refuseTransform(value, path), path, depth);
    default:
      return value as string | boolean;
  }
}

function objectToWire(object: object, path: readonly string[], depth: number): Fields {
  const entries = Object.entries(object)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [name, valueToWire(value, [...path, name], depth + 1)] as const);
  return fieldsOf(entries);
}

/** What Firestore computes from what is stored, or from the time, is another value in the next run. */
function refuseTransform(object: object, path: readonly string[]): object {
  const [name = "", ...others] = Object.keys(object);
  if (others.length > 0 || !(TRANSFORM_TAGS as readonly string[]).includes(name)) return object;
  throw new Unfit(path, `is ${name}, which can't be imported: each run would change the document`);
}

function numberToWire(number: number, path: readonly string[]): Value {
  if (!Number.isFinite(number)) throw new Unfit(path, "is a number too large for Firestore");
  return number;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "bigint" ? "a number" : `a ${typeof value}`;
}
