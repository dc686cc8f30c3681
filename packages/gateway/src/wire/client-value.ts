import { normalizeTimestamp } from "../values/timestamp.ts";
import type * as tagged from "../values/value.ts";

/**
 * A time to the microsecond, which a Date can't hold. Times order as their texts do:
 * `a.toString() < b.toString()`.
 */
export class Timestamp {
  readonly #text: string;

  /**
   * @param text RFC 3339 with its zone, such as "2026-11-22T10:00:00.123456Z"
   * @throws RangeError if it is none, or not within the years 1 to 9999
   */
  constructor(text: string) {
    const normal = normalizeTimestamp(text);
    if (normal === undefined) throw new RangeError(`Not a time: ${JSON.stringify(text)}`);
    this.#text = normal;
  }

  /** To the millisecond: what is finer is cut off. */
  toDate(): Date {
    return new Date(`${this.#text.slice(0, 23)}Z`);
  }

  /** RFC 3339 in UTC with six digits of a second. */
  toString(): string {
    return this.#text;
  }

  toJSON(): string {
    return this.#text;
  }
}

/** A place on Earth, in degrees. */
export class GeoPoint {
  readonly latitude: number;
  readonly longitude: number;

  constructor(latitude: number, longitude: number) {
    this.latitude = latitude;
    this.longitude = longitude;
  }
}

/** A reference to a document, by its path; by its full name if it is in another database. */
export class Reference {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}

/** A vector, such as an embedding. */
export class Vector {
  readonly values: readonly number[];

  constructor(values: readonly number[]) {
    this.values = values;
  }
}

/** What Firestore makes of a field when it commits; only in what is written. */
export class FieldValue {
  readonly tag: tagged.TransformTag;
  /** Values of the client's; the transform's content. */
  readonly content: unknown;

  private constructor(tag: tagged.TransformTag, content: unknown) {
    this.tag = tag;
    this.content = content;
  }

  /** The time of the commit. */
  static serverTimestamp(): FieldValue {
    return new FieldValue("$serverTimestamp", true);
  }

  /** The number that is stored, and this one more. */
  static increment(by: number | bigint): FieldValue {
    return new FieldValue("$increment", by);
  }

  /** The number that is stored, or this one where that is less, or is no number. */
  static minimum(number: number | bigint): FieldValue {
    return new FieldValue("$minimum", number);
  }

  /** The number that is stored, or this one where that is more, or is no number. */
  static maximum(number: number | bigint): FieldValue {
    return new FieldValue("$maximum", number);
  }

  /** The array that is stored, with those of these elements that it lacks at its end. */
  static arrayUnion(...elements: readonly unknown[]): FieldValue {
    return new FieldValue("$arrayUnion", elements);
  }

  /** The array that is stored, without these elements. */
  static arrayRemove(...elements: readonly unknown[]): FieldValue {
    return new FieldValue("$arrayRemove", elements);
  }

  /** No field. */
  static delete(): FieldValue {
    return new FieldValue("$delete", true);
  }
}

/** A document's type, as its schema infers it, in a client's own values. */
export type ClientValue<T> = T extends tagged.TimestampValue
  ? Timestamp
  : T extends tagged.GeoPointValue
    ? GeoPoint
    : T extends tagged.BytesValue
      ? Uint8Array
      : T extends tagged.ReferenceValue
        ? Reference
        : T extends tagged.VectorValue
          ? Vector
          : T extends tagged.Int64
            ? bigint
            : T extends tagged.SpecialNumber
              ? number
              : T extends readonly (infer Item)[]
                ? ClientValue<Item>[]
                : T extends object
                  ? { [Name in keyof T]: ClientValue<T[Name]> }
                  : T;
