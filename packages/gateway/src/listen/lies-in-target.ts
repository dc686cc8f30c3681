import { isInCollection } from "../query/is-in-collection.ts";
import type { ListenTarget } from "./listen-connection.ts";

/** Whether a document is at a place that a target may have documents of. */
export function liesInTarget(path: string, target: ListenTarget): boolean {
  return target.kind === "document" ? path === target.path : isInCollection(path, target.query);
}
