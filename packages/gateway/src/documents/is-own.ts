/**
 * Whether a document or a collection is one of the gateway's own: all that is in top-level
 * collections that start with `_`, which no caller's documents are in.
 */
export function isOwn(path: string): boolean {
  return path.startsWith("_");
}
