import { tagOf } from "../../../../values/map.ts";
import { isNumber } from "../../../../values/number.ts";
import { splitDocumentPath } from "../../../../paths/path.ts";
import type { Fields, Value } from "../../../../values/value.ts";

/** What a value is to a schema. A vector's kind has its dimensions. */
export type ValueKind =
  | "null"
  | "boolean"
  | "int64"
  | "whole"
  | "number"
  /** NaN or an infinity. */
  | "special"
  | "string"
  | "timestamp"
  | "bytes"
  | "reference"
  | "geoPoint"
  | `vector(${number})`
  | "array"
  | "map"
  /** A map with names of Firestore's own, which a schema knows as no map. */
  | "escaped";

/** Texts are counted up to so many different ones of a field. */
const MAX_TEXTS = 50;

/** What was seen at one place of the documents. */
export class FieldShape {
  /** How often there was a value of each kind. */
  readonly kinds = new Map<ValueKind, number>();
  /** How often there was each text; without those beyond the first few. */
  readonly texts = new Map<string, number>();
  /** The collections of the documents that were referred to; null for one of another database. */
  readonly referred = new Set<string | null>();
  /** Of the maps, by their fields' names. */
  readonly fields = new Map<string, FieldShape>();
  /** Of the elements of the arrays. */
  elements: FieldShape | undefined;

  /** How often there was a value. */
  get seen(): number {
    return [...this.kinds.values()].reduce((sum, count) => sum + count, 0);
  }

  add(value: Value): void {
    const kind = kindOf(value);
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
    if (typeof value === "string") this.#addText(value);
    else if (kind === "reference") this.referred.add(collectionOf(value));
    else if (Array.isArray(value)) this.#addElements(value as readonly Value[]);
    else if (kind === "map") this.addFields(value as Fields);
  }

  addFields(fields: Fields): void {
    for (const [name, value] of Object.entries(fields)) {
      const shape = this.fields.get(name) ?? new FieldShape();
      this.fields.set(name, shape);
      shape.add(value);
    }
  }

  #addText(text: string): void {
    if (!this.texts.has(text) && this.texts.size >= MAX_TEXTS) return;
    this.texts.set(text, (this.texts.get(text) ?? 0) + 1);
  }

  #addElements(elements: readonly Value[]): void {
    this.elements ??= new FieldShape();
    for (const element of elements) this.elements.add(element);
  }
}

function kindOf(value: Value): ValueKind {
  if (value === null) return "null";
  if (typeof value === "boolean" || typeof value === "string") {
    return typeof value as "boolean" | "string";
  }
  if (Array.isArray(value)) return "array";
  const tag = tagOf(value);
  if (tag === "$int64") return "int64";
  if (tag === "$number") return "special";
  if (isNumber(value)) return Number.isSafeInteger(value) ? "whole" : "number";
  switch (tag) {
    case "$timestamp":
    case "$bytes":
    case "$reference":
    case "$geoPoint":
      return tag.slice(1) as ValueKind;
    case "$vector":
      return `vector(${(value as { readonly $vector: readonly unknown[] }).$vector.length})`;
    case "$map":
      return "escaped";
    default:
      return "map";
  }
}

function collectionOf(value: Value): string | null {
  const { $reference: path } = value as { readonly $reference: string };
  return path.startsWith("projects/") ? null : splitDocumentPath(path).collection;
}
