import { GatewayError } from "../errors/error.ts";
import { formatFieldPath, isPrefix, pathsOverlap, type FieldPath } from "../paths/field-path.ts";
import { splitDocumentPath } from "../paths/path.ts";
import { omit, pick } from "../values/select.ts";
import type { Fields } from "../values/value.ts";
import { escapeFields } from "../wire/wire-escape.ts";
import type { StoredDocument } from "../documents/store.ts";

/** A document as a caller gets it. */
export interface DocumentAnswer {
  readonly path: string;
  readonly id: string;
  readonly data: Fields;
  readonly createTime: string;
  readonly updateTime: string;
}

/**
 * A document that the caller may read, with the field path of the first value whose type the
 * gateway doesn't know.
 */
export interface UnreadableAnswer {
  readonly path: string;
  readonly field: string;
}

/** The part of a document that is answered: the selected fields, less the hidden ones. */
export interface AnsweredPart {
  readonly select: readonly FieldPath[] | undefined;
  readonly hidden: readonly FieldPath[];
}

/** The answer with that part of the document, or with the field of it that can't be read. */
export function toAnswer(
  document: StoredDocument,
  part: AnsweredPart,
): DocumentAnswer | UnreadableAnswer {
  const { path, data, createTime, updateTime } = document;
  const field = unreadableIn(document, part);
  if (field !== undefined) return { path, field };
  const asked = part.select === undefined ? data : pick(data, part.select);
  const visible = escapeFields(omit(asked, part.hidden));
  return { path, id: splitDocumentPath(path).id, data: visible, createTime, updateTime };
}

/** The first field of that part that can't be read, as a field path. */
export function unreadableIn(
  { unreadable = [] }: StoredDocument,
  { select, hidden }: AnsweredPart,
): string | undefined {
  const isHidden = (field: FieldPath) => hidden.some((path) => isPrefix(path, field));
  const isAsked = (field: FieldPath) => select?.some((path) => pathsOverlap(path, field)) ?? true;
  const first = unreadable.find(({ field }) => !isHidden(field) && isAsked(field));
  return first && formatFieldPath(first.field);
}

export function isUnreadable(
  answer: DocumentAnswer | UnreadableAnswer | null,
): answer is UnreadableAnswer {
  return answer !== null && "field" in answer;
}

/**
 * The error for a document that can't be read.
 *
 * @param of `field`: what can't, unless the caller may not know of it
 */
export function unreadableError(
  path: string,
  { field, index }: { readonly field: string | undefined; readonly index?: number | undefined },
): GatewayError {
  return new GatewayError(
    "DOCUMENT_UNREADABLE",
    `${path} can't be read: ${field ?? "a field that you may not read"} holds a value of a type that this gateway doesn't know. Ask for other fields, or write that one or the whole document anew.`,
    {
      path,
      ...(field !== undefined && { field }),
      ...(index !== undefined && { index }),
    },
  );
}
