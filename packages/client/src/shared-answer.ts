import type { Response, Usage } from "../../gateway/src/api/api.ts";
import { DatabaseError } from "./database-error.ts";

export type DocumentResponse = Response<"getDocument">;

/** What getDocument would have answered for each of the paths that one getDocuments was asked for. */
export function answersOf(
  paths: readonly string[],
  { documents, unreadable = [], usage }: Response<"getDocuments">,
): readonly (DocumentResponse | DatabaseError)[] {
  return paths.map((path, index) => {
    const document = documents[index];
    const own = usageOf(usage, { index, count: paths.length });
    if (document) return { document, usage: own };
    const field = unreadable.find((one) => one.path === path)?.field;
    return field === undefined ? notFound(path, own) : notReadable({ path, field, usage: own });
  });
}

/**
 * One get's part of what a shared request cost: a read each as far as there were any, and to the
 * first what was read besides. The parts add up to the whole.
 */
function usageOf(usage: Usage, { index, count }: { index: number; count: number }): Usage {
  const own = index < usage.reads ? 1 : 0;
  const reads = index === 0 ? own + Math.max(0, usage.reads - count) : own;
  const isCached = reads === 0;
  return { reads, writes: 0, deletes: 0, ...(isCached && { cached: true as const }) };
}

function notFound(path: string, usage: Usage): DatabaseError {
  return new DatabaseError({
    code: "not-found",
    message: `There is no document ${path}.`,
    details: { reason: "DOCUMENT_NOT_FOUND", path, usage },
  });
}

function notReadable({ path, field, usage }: { path: string; field: string; usage: Usage }) {
  return new DatabaseError({
    code: "failed-precondition",
    message: `${path} can't be read: ${field} holds a value of a type that this gateway doesn't know. Ask for other fields, or write that one or the whole document anew.`,
    details: { reason: "DOCUMENT_UNREADABLE", path, field, usage },
  });
}
