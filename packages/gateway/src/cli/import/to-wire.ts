import { TRANSFORM_TAGS, type Fields, type Value } from "../../values/value.ts";
import { fieldsOf } from "../../values/map.ts";
import { escapeFields } from "../../wire/wire-escape.ts";
import { MAX_DEPTH } from "../../wire/wire-reader.ts";
import type { Checked } from "../../errors/checked.ts";
import { readForeign, type ForeignOrigin } from "./foreign-values.ts";
import { wrong } from "./row.ts";

/** Each level of a document may be wrapped as `{"$map": [[name, value]]}`, which makes it three. */
const MAX_WIRE_DEPTH = 3 * MAX_DEPTH;

/**
 * The data of a document as the gateway takes it. Tags such as `{"$timestamp": "…"}` stay what they
 * are; what other programs write for such values becomes one if it is said whose JSON it is. Names are
 * sorted, so that rows that hold the same become the same text.
 */
export function toWire(row: unknown, origin?: ForeignOrigin): Checked<Fields> {
  if (typeof row !== "object" || row === null || Array.isArray(row)) {
    return wrong([], `is ${kindOf(row)}, where a row must be an object`);
  }
  try {
    return { ok: true, value: escapeFields(fieldsToWire(row, { path: [], depth: 0, origin })) };
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

interface ValuePlace {
  readonly path: readonly string[];
  /** How many objects and arrays are around. */
  readonly depth: number;
  readonly origin: ForeignOrigin | undefined;
}

function valueToWire(value: unknown, place: ValuePlace): Value {
  switch (typeof value) {
    case "number":
      return numberToWire(value, place);
    case "bigint":
      return { $int64: String(value) };
    case "object":
      if (value === null) return null;
      if (place.depth > MAX_WIRE_DEPTH) {
        throw new Unfit(place.path.slice(0, 1), "is nested deeper than a document can be");
      }
      return Array.isArray(value)
        ? value.map((item) => valueToWire(item, { ...place, depth: place.depth + 1 }))
        : objectToWire(value, place);
    default:
      return value as string | boolean;
  }
}

function objectToWire(object: object, place: ValuePlace): Value {
  const foreign = readForeign(object, place.origin);
  if (foreign === undefined) return fieldsToWire(refuseTransform(object, place.path), place);
  if ("problem" in foreign) throw new Unfit(place.path, foreign.problem);
  return valueToWire(foreign.value, { ...place, origin: "plain", depth: place.depth + 1 });
}

function fieldsToWire(object: object, place: ValuePlace): Fields {
  const entries = Object.entries(object)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => {
      const inside = { ...place, path: [...place.path, name], depth: place.depth + 1 };
      return [name, valueToWire(value, inside)] as const;
    });
  return fieldsOf(entries);
}

/** What Firestore computes from what is stored, or from the time, is another value in the next run. */
function refuseTransform(object: object, path: readonly string[]): object {
  const [name = "", ...others] = Object.keys(object);
  if (others.length > 0 || !(TRANSFORM_TAGS as readonly string[]).includes(name)) return object;
  throw new Unfit(path, `is ${name}, which can't be imported: each run would change the document`);
}

function numberToWire(number: number, { path }: ValuePlace): Value {
  if (Number.isFinite(number)) return number;
  throw new Unfit(
    path,
    "is a number that neither 64-bit integers nor doubles hold as it is written: make it a string",
  );
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "bigint" ? "a number" : `a ${typeof value}`;
}
