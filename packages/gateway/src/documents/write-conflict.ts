import type { Precondition } from "./store.ts";

/** What of a write decides whether it can stand beside others of its document in one commit. */
export interface WriteShape {
  readonly kind: "update" | "delete" | "verify";
  readonly precondition?: Precondition;
}

/** Two writes of one document that can't stand in one commit. */
export interface WriteConflict {
  /** The indexes of the write that can't follow, and of the one before it that it can't follow. */
  readonly indexes: readonly [earlier: number, later: number];
  readonly problem: string;
}

/**
 * What Firestore refuses of several writes of one document in one commit, whatever is stored: it
 * applies them in order, under the version that the first requires.
 *
 * @param shapes of the document's writes, in order
 */
export function findWriteConflict(shapes: readonly WriteShape[]): WriteConflict | undefined {
  const [first, ...others] = shapes;
  let previous = first;
  for (const [at, shape] of others.entries()) {
    const problem = problemBetween(previous as WriteShape, shape);
    if (problem !== undefined) return { indexes: [at, at + 1], problem };
    if (versionOf(shape) !== undefined && versionOf(shape) !== versionOf(first)) {
      return { indexes: [0, at + 1], problem: "only the first of them can require a version" };
    }
    previous = shape;
  }
  return undefined;
}

function problemBetween(previous: WriteShape, { kind, precondition }: WriteShape) {
  if (previous.kind === "verify" || kind === "verify") {
    return "a document that is verified can't be written or verified beside";
  }
  if (precondition === undefined) return undefined;
  const isVersion = "updateTime" in precondition;
  // A delete on a version may follow another on the same.
  const needsDocument = isVersion ? kind === "update" : precondition.exists;
  if (previous.kind === "delete" && needsDocument) {
    return "the first deletes the document that the second requires";
  }
  return previous.kind === "update" && !isVersion && !needsDocument
    ? "the first leaves a document where the second requires none"
    : undefined;
}

function versionOf(shape: WriteShape | undefined): string | undefined {
  const condition = shape?.precondition;
  return condition !== undefined && "updateTime" in condition ? condition.updateTime : undefined;
}
