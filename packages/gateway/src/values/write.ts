import type { FieldPath } from "../paths/field-path.ts";
import type { Fields, Value } from "./value.ts";

/** What Firestore makes of a field when it commits. */
export type Transform =
  | { readonly kind: "serverTimestamp" }
  | { readonly kind: "increment"; readonly by: Value }
  /** The number or what is stored, whichever is less, or more. */
  | { readonly kind: "minimum" | "maximum"; readonly operand: Value }
  | { readonly kind: "arrayUnion" | "arrayRemove"; readonly values: readonly Value[] };

export interface FieldTransform {
  readonly field: FieldPath;
  readonly transform: Transform;
}

/** What a write makes of a document, in Firestore's terms. */
export interface DocumentUpdate {
  /** Values only: no transforms within. */
  readonly fields: Fields;
  /** Only these paths are written, those that `fields` lacks are deleted; without it the whole document is replaced. */
  readonly mask?: readonly FieldPath[];
  /** Applied in order, after the fields. */
  readonly transforms?: readonly FieldTransform[];
}
