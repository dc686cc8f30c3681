import type { Found } from "../cache/answers.ts";
import type { CallContext } from "../call/call-context.ts";
import { UNDECLARED, type UsedCollection } from "../call/collection-uses.ts";
import type { StoredDocument } from "../documents/store.ts";

/** A document that was asked for, and for what. */
export interface AskedDocument extends UsedCollection {
  readonly path: string;
}

type FoundDocument = Pick<Found<StoredDocument | null>, "value" | "wasRead" | "isRepeated">;

/** Counts documents that were asked for together, each read once however often it was asked for. */
export function countDocuments(
  asked: readonly AskedDocument[],
  found: readonly (FoundDocument | undefined)[],
  { call }: Pick<CallContext, "call">,
): void {
  const read = new Set<string>();
  for (const [index, { path, ...used }] of asked.entries()) {
    const { value = null, wasRead = true, isRepeated = false } = found[index] ?? {};
    const isRead = wasRead && !read.has(path);
    if (isRead) read.add(path);
    call.uses.add(used, {
      reads: isRead ? 1 : 0,
      cached: wasRead ? 0 : 1,
      ...(isRead && isRepeated && { repeated: 1, ...(value === null && { missingAgain: 1 }) }),
      ...(value === null ? { missing: 1 } : { found: 1 }),
    });
  }
}

/** The documents as those that a policy looks up, each in the collection that is declared for it. */
export function lookedUpIn(
  paths: readonly string[],
  { gateway: { collections } }: Pick<CallContext, "gateway">,
): readonly AskedDocument[] {
  return paths.map((path) => ({
    path,
    collection: collections.find(path)?.definition.path ?? UNDECLARED,
    operation: "lookup",
  }));
}
