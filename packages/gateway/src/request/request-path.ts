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

/** The path of a document. `at` is its position in the request. @throws GatewayError INVALID_REQUEST */
export function toDocumentPath(text: string, at: string): string {
  return checked(text, checkDocumentPath(text), at);
}

/** The path of a document that the request may create. @throws GatewayError INVALID_REQUEST */
export function toNewDocumentPath(text: string, at: string): string {
  return checked(text, checkNewDocumentPath(text), at);
}

export function toCollectionPath(text: string, at: string): string {
  return checked(text, checkCollectionPath(text), at);
}

/** The path of a collection whose documents are listed. @throws GatewayError INVALID_REQUEST */
export function toListedPath(text: string, at: string): string {
  return checked(text, checkListedPath(text), at);
}

export function toCollectionId(text: string, at: string): string {
  return checked(text, checkCollectionId(text), at);
}

/** The id of a document that the request creates. @throws GatewayError INVALID_REQUEST */
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
