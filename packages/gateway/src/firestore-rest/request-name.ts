import type { Root } from "../documents/codec.ts";
import { safeParseFieldPath, type FieldPath } from "../paths/field-path.ts";
import { checkCollectionPath, checkDocumentPath, checkNewDocumentPath } from "../paths/path.ts";
import { readList, readMessage, readText } from "./message.ts";
import { at, invalidAt, type Place } from "./place.ts";

/** The path of a document that a request names in full. @throws GatewayError INVALID_REQUEST */
export function toPath(sent: unknown, place: Place, root: Root): string {
  const path = belowRoot(readText(sent, place), place, root);
  return checked(path, checkDocumentPath(path), place);
}

/** The path of a document that the request may make. @throws GatewayError INVALID_REQUEST */
export function toNewPath(sent: unknown, place: Place, root: Root): string {
  const path = belowRoot(readText(sent, place), place, root);
  return checked(path, checkNewDocumentPath(path), place);
}

/** @throws GatewayError INVALID_REQUEST where the path is none of a collection */
export function checkedCollection(path: string, place: Place): string {
  return checked(path, checkCollectionPath(path), place);
}

/** @throws GatewayError INVALID_REQUEST where the path is none of a document */
export function checkedDocument(path: string, place: Place): string {
  return checked(path, checkDocumentPath(path), place);
}

/** A field path as Firestore writes it. @throws GatewayError INVALID_REQUEST */
export function toField(sent: unknown, place: Place): FieldPath {
  const parsed = safeParseFieldPath(readText(sent, place));
  if (parsed.ok) return parsed.value;
  throw invalidAt(place, parsed.description);
}

/** The field path of a FieldReference. @throws GatewayError INVALID_REQUEST */
export function toFieldOf(sent: unknown, place: Place): FieldPath {
  const { fieldPath } = readMessage(sent, ["fieldPath"], place);
  return toField(fieldPath, at(place, "fieldPath"));
}

/** The field paths of a DocumentMask. @throws GatewayError INVALID_REQUEST */
export function toMask(sent: unknown, place: Place): readonly FieldPath[] {
  const { fieldPaths } = readMessage(sent, ["fieldPaths"], place);
  const list = at(place, "fieldPaths");
  return readList(fieldPaths, list).map((path, index) => toField(path, at(list, index)));
}

function belowRoot(name: string, place: Place, root: Root): string {
  if (name.startsWith(root)) return name.slice(root.length);
  throw invalidAt(place, `must be the name of a document of this database, ${root}…`);
}

/** @throws GatewayError INVALID_REQUEST where there is a problem */
export function checked(path: string, problem: string | undefined, place: Place): string {
  if (problem === undefined) return path;
  throw invalidAt(place, problem);
}
