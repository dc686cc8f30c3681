import { MAX_VIOLATIONS } from "../errors/checked.ts";
import type { FieldViolation } from "../errors/error.ts";
import {
  checkFieldName,
  FIELD_PATH_TOO_LONG,
  formatPlace,
  MAX_FIELD_PATH_BYTES,
  type FieldPath,
} from "../paths/field-path.ts";
import {
  fieldsOf,
  isEntries,
  mapEach,
  mapValue,
  tagOf,
  TYPE_NAME,
  type SentFields,
} from "../values/map.ts";
import { isNumber } from "../values/number.ts";
import { shorten } from "../text/shorten.ts";
import { utf8Length } from "../text/utf8.ts";
import { TRANSFORM_TAGS, type Fields, type TransformTag, type Value } from "../values/value.ts";
import { MAX_VALUE_BYTES, readTag, VALUE_TOO_LARGE } from "./wire-tag.ts";

/**
 * Maps and arrays within each other, the outermost counted.
 * @see https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields
 */
export const MAX_DEPTH = 20;

const TOO_DEEP = `must not be deeper than ${String(MAX_DEPTH)} maps and arrays within each other`;

const LEGACY_ENTITY_NAMES = [TYPE_NAME, "__name__"];
const UNKNOWN_TYPE =
  "a map with a __type__ can be written only if it is a legacy entity, with a reference as its __name__";

/** What stands in for a value that was refused; its violation makes sure that nobody sees it. */
const REFUSED = null;

/** Which tags of writes may stand where a value may. None may stand within an array. */
export interface Allowed {
  /** All that Firestore resolves when it commits; `$delete` is none of these. */
  readonly transforms: boolean;
  /** `$delete`. */
  readonly deletes: boolean;
}

/**
 * Reads a caller's JSON into values, in one pass, and notes what is wrong with it. What is a value
 * as it was sent is not copied.
 */
export class WireReader {
  readonly violations: FieldViolation[] = [];
  readonly #allowed: Allowed;
  /** Where the reader is: names of fields, indices of arrays. */
  readonly #place: (string | number)[] = [];
  /** Bytes of the names in `#place`, each with a dot. */
  #pathBytes = 0;
  /** How many arrays are around. */
  #arrays = 0;

  constructor(allowed: Allowed) {
    this.#allowed = allowed;
  }

  /**
   * Reads the fields of a document or of a map. `depth` counts the containers, this map too.
   *
   * @param reserved names that Firestore takes here, though it keeps their kind for itself
   */
  readFields(sent: SentFields, depth: number, reserved: readonly string[] = []): Fields {
    const read = mapEach(sent, (value, name) => {
      if (this.violations.length >= MAX_VIOLATIONS) return REFUSED;
      const outerBytes = this.#pathBytes;
      this.#pathBytes += utf8Length(name) + 1;
      this.#place.push(name);
      const nameProblem = reserved.includes(name) ? undefined : checkFieldName(name);
      const problem =
        this.#pathBytes > MAX_FIELD_PATH_BYTES + 1 ? FIELD_PATH_TOO_LONG : nameProblem;
      const result = problem === undefined ? this.readValue(value, depth) : this.refuse(problem);
      this.#place.pop();
      this.#pathBytes = outerBytes;
      return result;
    });
    return read as Fields;
  }

  /** Reads one value. `depth` counts the containers around it. */
  readValue(sent: unknown, depth: number): Value {
    switch (typeof sent) {
      case "string":
        return this.#readString(sent);
      case "number":
        return Number.isFinite(sent) ? sent : this.refuse("must be a finite number");
      case "boolean":
        return sent;
      case "object":
        if (sent === null) return null;
        return Array.isArray(sent)
          ? this.#readArray(sent, depth)
          : this.#readObject(sent as SentFields, depth);
      default:
        return this.refuse("must be a JSON value");
    }
  }

  /** Reads what a field path is set to. */
  readAt(path: FieldPath, sent: unknown): Value {
    this.#place.push(...path);
    this.#pathBytes = utf8Length(path.join(".")) + 1;
    const value = this.readValue(sent, path.length - 1);
    this.#pathBytes = 0;
    this.#place.length = 0;
    return value;
  }

  /** Notes what is wrong with the value at hand, or with what stands at another place. */
  refuse(description: string, field: string = formatPlace(this.#place)): Value {
    if (this.violations.length < MAX_VIOLATIONS) {
      this.violations.push({ field: shorten(field), description });
    }
    return REFUSED;
  }

  #readString(sent: string): Value {
    if (!sent.isWellFormed()) return this.refuse("must be valid Unicode (no lone surrogate)");
    if (sent.length * 3 > MAX_VALUE_BYTES && utf8Length(sent) > MAX_VALUE_BYTES) {
      return this.refuse(VALUE_TOO_LARGE);
    }
    return sent;
  }

  #readObject(sent: SentFields, depth: number): Value {
    const tag = tagOf(sent);
    if (tag === undefined) return this.#readMap(sent, depth);
    const payload = sent[tag];
    if (tag === "$map") return this.#readEscapedMap(payload, depth);
    if (isTransform(tag)) return this.#readTransform(tag, payload, depth);
    const result = readTag(tag, payload);
    if ("problem" in result) return this.refuse(result.problem);
    if (tag === "$vector" && this.#arrays > 0 && typeof this.#place.at(-1) === "number") {
      return this.refuse("an array can't hold a vector directly: put it into a map");
    }
    return result.value;
  }

  #readMap(sent: SentFields, depth: number, reserved?: readonly string[]): Value {
    if (depth >= MAX_DEPTH) return this.refuse(TOO_DEEP);
    return mapValue(this.readFields(sent, depth + 1, reserved));
  }

  #readEscapedMap(sent: unknown, depth: number): Value {
    if (!isEntries(sent))
      return this.refuse("$map must hold an array of [name, value], no name twice");
    const fields = fieldsOf(sent);
    if (!Object.hasOwn(fields, TYPE_NAME)) return this.#readMap(fields, depth);
    if (!isLegacyEntity(fields)) return this.refuse(UNKNOWN_TYPE);
    return this.#readMap(fields, depth, LEGACY_ENTITY_NAMES);
  }

  #readArray(sent: readonly unknown[], depth: number): Value {
    if (depth >= MAX_DEPTH) return this.refuse(TOO_DEEP);
    let items: unknown[] | undefined;
    this.#arrays++;
    for (const [index, item] of sent.entries()) {
      if (this.violations.length >= MAX_VIOLATIONS) break;
      this.#place.push(index);
      const value = Array.isArray(item)
        ? this.refuse("an array can't hold an array directly: put it into a map")
        : this.readValue(item, depth + 1);
      if (value !== item) (items ??= [...sent])[index] = value;
      this.#place.pop();
    }
    this.#arrays--;
    return (items ?? sent) as Value;
  }

  #readTransform(tag: TransformTag, payload: unknown, depth: number): Value {
    if (!(tag === "$delete" ? this.#allowed.deletes : this.#allowed.transforms)) {
      return this.refuse(`${tag} can't stand here`);
    }
    if (this.#arrays > 0) return this.refuse(`${tag} can't stand within an array`);
    switch (tag) {
      case "$serverTimestamp":
      case "$delete":
        return payload === true ? { [tag]: true } : this.refuse(`${tag} must hold true`);
      case "$increment":
      case "$minimum":
      case "$maximum": {
        const number = this.readValue(payload, depth);
        return isNumber(number) ? { [tag]: number } : this.refuse(`${tag} must hold a number`);
      }
      default:
        if (!Array.isArray(payload)) return this.refuse(`${tag} must hold an array`);
        return { [tag]: this.#readArray(payload, depth) };
    }
  }
}

/**
 * Whether it is a map as old imports left them, which Firestore takes back: with the type and the
 * reference that they have.
 */
function isLegacyEntity({ [TYPE_NAME]: type, __name__: name }: SentFields): boolean {
  if (type !== "__legacy_entity__") return false;
  return typeof name === "object" && name !== null && Object.keys(name).join() === "$reference";
}

function isTransform(tag: string): tag is TransformTag {
  return (TRANSFORM_TAGS as readonly string[]).includes(tag);
}
