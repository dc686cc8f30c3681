import { encodeFields, encodeValue, type Root } from "../documents/codec.ts";
import type { JsonFields, JsonValue } from "../documents/firestore-json.ts";
import type { WriteResult } from "../documents/store.ts";
import type { GrantedDocument } from "../reads/read-documents.ts";
import { visibleDocument, type VisibleDocument } from "../reads/visible-document.ts";
import type { Fields } from "../values/value.ts";

/** A document in Firestore's REST form. */
export interface AnsweredDocument {
  readonly name: string;
  readonly fields: JsonFields;
  readonly createTime: string;
  readonly updateTime: string;
}

export function encodeDocument(document: VisibleDocument, root: Root): AnsweredDocument {
  const { path, data, createTime, updateTime } = document;
  return { name: root + path, fields: encodeFields(data, root), createTime, updateTime };
}

/** What the caller may see of a document that was asked for; undefined where there is none for it. */
export function encodeGranted(
  { document, part }: GrantedDocument,
  root: Root,
): AnsweredDocument | undefined {
  return document === null ? undefined : encodeDocument(visibleDocument(document, part), root);
}

/** Values by the names that a request gave them. */
export function encodeNamed(values: Fields, root: Root): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, encodeValue(value, root)]),
  );
}

/** What came of a write: its time, and a value for each of its transforms. */
export interface AnsweredWrite {
  readonly updateTime?: string;
  readonly transformResults?: readonly JsonValue[];
}

export function encodeResult(
  { updateTime, transformResults = [] }: WriteResult,
  root: Root,
): AnsweredWrite {
  return {
    ...(updateTime !== undefined && { updateTime }),
    ...(transformResults.length > 0 && {
      transformResults: transformResults.map((value) => encodeValue(value, root)),
    }),
  };
}
