import { utf8Length } from "./utf8.ts";

/**
 * Limits of Firestore on names and on the depth of subcollections.
 * @see https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields
 */
const MAX_ID_BYTES = 1500;
const MAX_DOCUMENT_NAME_BYTES = 6 * 1024;
const MAX_COLLECTION_DEPTH = 100;

const RESERVED_ID = /^__.*__$/s;
const FOREIGN_ROOT = /^projects\/[^/]+\/databases\/[^/]+\/documents\//;

/** Says what is wrong with a path such as `users/ada/notes/1`, or nothing. */
export function checkDocumentPath(path: string): string | undefined {
  const segments = path.split("/");
  if (segments.length % 2 !== 0) {
    return `must name a document: collection and id in turn, such as "users/ada"`;
  }
  return checkSegments(segments);
}

/** Says what is wrong with a path such as `users` or `users/ada/notes`, or nothing. */
export function checkCollectionPath(path: string): string | undefined {
  const segments = path.split("/");
  if (segments.length % 2 === 0) {
    return `must name a collection, such as "users" or "users/ada/notes"`;
  }
  return checkSegments(segments);
}

/** Says what is wrong with the id of a document or of a collection, or nothing. */
export function checkId(id: string): string | undefined {
  if (id === "") return "an id must not be empty";
  if (id.includes("/")) return "an id must not contain a slash";
  if (id === "." || id === "..") return `"." and ".." can't be ids`;
  if (RESERVED_ID.test(id)) {
    return "ids that start and end with two underscores are reserved by Firestore";
  }
  if (!id.isWellFormed()) return "an id must be valid Unicode (it has a lone surrogate)";
  if (id.length * 3 > MAX_ID_BYTES && utf8Length(id) > MAX_ID_BYTES) {
    return `an id must be at most ${String(MAX_ID_BYTES)} bytes long`;
  }
  return undefined;
}

/**
 * Says what is wrong with what a reference points to, or nothing: a document's path, or the full
 * name of a document in another database, `projects/{project}/databases/{database}/documents/{path}`.
 */
export function checkReference(reference: string): string | undefined {
  return checkDocumentPath(isForeign(reference) ? reference.replace(FOREIGN_ROOT, "") : reference);
}

/**
 * Whether a reference is the full name of a document in another database. It can't be mistaken:
 * a path has an even number of segments, a full name an odd one.
 */
export function isForeign(reference: string): boolean {
  return FOREIGN_ROOT.test(reference) && reference.split("/").length % 2 === 1;
}

/** The collection's path and the id of a document's path that is known to be one. */
export function splitDocumentPath(path: string): { collection: string; id: string } {
  const slash = path.lastIndexOf("/");
  return { collection: path.slice(0, slash), id: path.slice(slash + 1) };
}

/**
 * The stored size of a document's name.
 * @see https://firebase.google.com/docs/firestore/storage-size#document-name-size
 */
export function documentNameBytes(path: string): number {
  // Each segment counts its bytes and one more; the path has one slash less than segments.
  return utf8Length(path) + 1 + 16;
}

function checkSegments(segments: readonly string[]): string | undefined {
  if (segments.length > 2 * MAX_COLLECTION_DEPTH) {
    return `must be at most ${String(MAX_COLLECTION_DEPTH)} collections deep`;
  }
  for (const segment of segments) {
    const problem = checkId(segment);
    if (problem !== undefined) return problem;
  }
  if (documentNameBytes(segments.join("/")) > MAX_DOCUMENT_NAME_BYTES) {
    return `must be at most ${String(MAX_DOCUMENT_NAME_BYTES)} bytes long`;
  }
  return undefined;
}
