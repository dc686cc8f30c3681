import { invalidRequest } from "../errors/error.ts";
import { safeParseFieldPath, type FieldPath } from "../paths/field-path.ts";
import {
  checkCollectionId,
  checkCollectionPath,
  checkDocumentPath,
  checkListedPath,
  checkNewDocumentId,
  checkNewDocumentPath,
} from "../paths/path.ts";

/** The paths of a request, checked; `at` says where in it they stand. All throw GatewayError INVALID_REQUEST. */
export function toDocumentPath(text: string, at: string): string {
  return checked(text, checkDocumentPath(text), at);
}

/** Of a document that the request may make. */
export function toNewDocumentPath(text: string, at: string): string {
  return checked(text, checkNewDocumentPath(text), at);
}

export function toCollectionPath(text: string, at: string): string {
  return checked(text, checkCollectionPath(text), at);
}

/** Of a collection whose documents the request asks for. */
export function toListedPath(text: string, at: string): string {
  return checked(text, checkListedPath(text), at);
}

export function toCollectionId(text: string, at: string): string {
  return checked(text, checkCollectionId(text), at);
}

/** Of a document that the request makes. */
export function toNewDocumentId(text: string, at: string): string {
  return checked(text, checkNewDocumentId(text), at);
}

export function toFieldPath(text: string, at: string): FieldPath {
  const parsed = safeParseFieldPath(text);
  if (parsed.ok) return parsed.value;
  throw invalidRequest(at, parsed.description);
}

export function toFieldPaths(texts: readonly string[], at: string): readonly FieldPath[] {
  return texts.map((text, index) => toFieldPath(text, `${at}[${String(index)}]`));
}

function checked(text: string, problem: string | undefined, at: string): string {
  if (problem === undefined) return text;
  throw invalidRequest(at, problem);
}
