import { compareUtf8, utf8Length } from "../text/utf8.ts";

/**
 * Limits of Firestore on names and on the depth of subcollections.
 * @see https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields
 */
const MAX_ID_BYTES = 1500;
const MAX_DOCUMENT_NAME_BYTES = 6 * 1024;
const MAX_COLLECTION_DEPTH = 100;

/** An id that is a number, as Datastore's are. Firestore orders documents by it. */
const NUMERIC_ID = /^__id(-?[1-9][0-9]{0,18})__$/;
const FOREIGN_ROOT = /^projects\/[^/]+\/databases\/[^/]+\/documents\//;
/** White space by Unicode's property, which is what the emulator's REST API takes from a segment's ends. */
const WHITE_SPACE = /\p{White_Space}/u;
const NO_EDGE_SPACE = "no id on the path of a new document may start or end with white space";
const NO_EDGE_SPACE_ABOVE =
  "can't be listed: an id above it starts or ends with white space, and could be taken for the one without";
const RESERVED = "ids that start and end with two underscores are reserved by Firestore";

/** Says what is wrong with a path such as `users/ada/notes/1`, or nothing. */
export function checkDocumentPath(path: string): string | undefined {
  return checkDocumentSegments(path, path.split("/"));
}

function checkDocumentSegments(path: string, segments: readonly string[]): string | undefined {
  if (segments.length % 2 !== 0) {
    return `must name a document: collection and id in turn, such as "users/ada"`;
  }
  return checkSegments(path, segments);
}

/**
 * Says why no document can be made at a path, or nothing. What is stored there all the same can be
 * read, updated and deleted.
 */
export function checkNewDocumentPath(path: string): string | undefined {
  const segments = path.split("/");
  const problem = checkDocumentSegments(path, segments);
  return problem ?? (segments.some(hasEdgeSpace) ? NO_EDGE_SPACE : undefined);
}

/** Says what is wrong with a path such as `users` or `users/ada/notes`, or nothing. */
export function checkCollectionPath(path: string): string | undefined {
  const segments = path.split("/");
  if (segments.length % 2 === 0) {
    return `must name a collection, such as "users" or "users/ada/notes"`;
  }
  return checkSegments(path, segments);
}

/**
 * Says why the collection at a path can't be listed, or nothing. The path above it goes into the
 * URL of a query, where white space at the ends of an id may be lost: the documents would be
 * another parent's.
 */
export function checkListedPath(path: string): string | undefined {
  const problem = checkCollectionPath(path);
  if (problem !== undefined) return problem;
  const above = path.split("/").slice(0, -1);
  return above.some(hasEdgeSpace) ? NO_EDGE_SPACE_ABOVE : undefined;
}

/** Says why what is below a document can't be listed, or nothing. As with {@link checkListedPath}. */
export function checkListedBelow(path: string): string | undefined {
  if (path === "") return undefined;
  return (
    checkDocumentPath(path) ??
    (path.split("/").some(hasEdgeSpace) ? NO_EDGE_SPACE_ABOVE : undefined)
  );
}

/** Says what is wrong with one segment of a path, which starts with that of a collection, or nothing. */
export function checkSegment(id: string, index: number): string | undefined {
  return (index % 2 === 0 ? checkCollectionId : checkDocumentId)(id);
}

/** Says what is wrong with the id of a document, or nothing. */
export function checkDocumentId(id: string): string | undefined {
  return numericId(id) === undefined ? checkCollectionId(id) : undefined;
}

/** Says why no document can be made with an id, or nothing. */
export function checkNewDocumentId(id: string): string | undefined {
  return checkDocumentId(id) ?? (hasEdgeSpace(id) ? NO_EDGE_SPACE : undefined);
}

/** Says what is wrong with the id of a collection, or nothing. */
export function checkCollectionId(id: string): string | undefined {
  if (id === "") return "an id must not be empty";
  if (id.includes("/")) return "an id must not contain a slash";
  if (id === "." || id === "..") return `"." and ".." can't be ids`;
  if (isReserved(id)) return RESERVED;
  if (!id.isWellFormed()) return "an id must be valid Unicode (it has a lone surrogate)";
  if (id.length * 3 > MAX_ID_BYTES && utf8Length(id) > MAX_ID_BYTES) {
    return `an id must be at most ${String(MAX_ID_BYTES)} bytes long`;
  }
  return undefined;
}

function isReserved(id: string): boolean {
  return id.length >= 4 && id.startsWith("__") && id.endsWith("__");
}

/**
 * Orders ids as Firestore does: those that are numbers come first, by their numbers, then texts by
 * their UTF-8 bytes.
 */
export function compareIds(a: string, b: string): number {
  const left = numericId(a);
  const right = numericId(b);
  if (left === undefined && right === undefined) return compareUtf8(a, b);
  if (left === undefined) return 1;
  if (right === undefined) return -1;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The number that an id such as `__id7__` stands for; undefined for any other. */
function numericId(id: string): bigint | undefined {
  const digits = isReserved(id) ? NUMERIC_ID.exec(id)?.[1] : undefined;
  if (digits === undefined) return undefined;
  const number = BigInt(digits);
  return BigInt.asIntN(64, number) === number ? number : undefined;
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

function hasEdgeSpace(id: string): boolean {
  // All of it is of one UTF-16 code unit.
  return WHITE_SPACE.test(id.charAt(0)) || WHITE_SPACE.test(id.charAt(id.length - 1));
}

function checkSegments(path: string, segments: readonly string[]): string | undefined {
  if (segments.length > 2 * MAX_COLLECTION_DEPTH) {
    return `must be at most ${String(MAX_COLLECTION_DEPTH)} collections deep`;
  }
  for (const [index, segment] of segments.entries()) {
    const problem = checkSegment(segment, index);
    if (problem !== undefined) return problem;
  }
  if (documentNameBytes(path) > MAX_DOCUMENT_NAME_BYTES) {
    return `must be at most ${String(MAX_DOCUMENT_NAME_BYTES)} bytes long`;
  }
  return undefined;
}
