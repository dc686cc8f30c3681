import { GatewayError } from "../errors/error.ts";
import type { StoredDocument, Write } from "../documents/store.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import { decideOutcome, decideWithinLimits, type Decided } from "./decide-within-limits.ts";
import type { Known } from "./read-known.ts";

/**
 * Decides the writes of one commit in their order, each on its document as the writes before it
 * leave it. Of several writes of a document that was read, the first stands under its version and
 * so guards all: what the others require is decided here. Where it was not read, nothing that any
 * of them is decided by depends on it, and each stands under its own precondition.
 */
export function decideWrites(
  grants: readonly AuthorizedWrite[],
  known: Known,
): readonly (Decided | GatewayError)[] {
  const repeated = repeatedPaths(grants);
  if (repeated.size === 0) return grants.map((grant) => decideWithinLimits(grant, known));
  const stored = new Map(known.stored);
  const begun = new Set<string>();
  const last = new Map(grants.map((grant) => [grant.operation.path, grant]));
  return grants.map((grant) => {
    const { path } = grant.operation;
    const before = stored.get(path);
    if (before === null && begun.has(path) && deletesAnything(grant)) {
      return { write: { kind: "delete", path }, after: null };
    }
    // What Firestore stores is what the last write leaves, and only that has its limits.
    const decide = last.get(path) === grant ? decideWithinLimits : decideOutcome;
    const decided = decide(grant, { ...known, stored });
    if (decided instanceof GatewayError || !repeated.has(path)) return decided;
    if (before === undefined || decided.after === undefined) return decided;
    const isFirst = !begun.has(path);
    begun.add(path);
    stored.set(path, decided.after);
    const { write, after } = decided;
    return { write: isFirst ? underVersion(write, before) : unconditioned(write), after };
  });
}

/**
 * The grants whose documents have to be read: of several writes of one document, all where one of
 * them depends on it.
 */
export function grantsToRead(grants: readonly AuthorizedWrite[]): readonly AuthorizedWrite[] {
  const paths = new Set(
    grants.filter(({ needsRead }) => needsRead).map(({ operation }) => operation.path),
  );
  return grants.filter(({ operation }) => paths.has(operation.path));
}

/**
 * Whether it is a delete that needs no document, or stands under the version that the first write
 * does. Whose write it was that left none is told nothing by it.
 */
function deletesAnything({ operation: { kind, condition } }: AuthorizedWrite): boolean {
  return kind === "delete" && !(condition !== undefined && "exists" in condition);
}

/** The paths of documents that are written more than once. */
function repeatedPaths(grants: readonly AuthorizedWrite[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { operation } of grants) {
    if (seen.has(operation.path)) repeated.add(operation.path);
    seen.add(operation.path);
  }
  return repeated;
}

function underVersion(write: Write, stored: StoredDocument | null): Write {
  const precondition = stored === null ? { exists: false } : { updateTime: stored.updateTime };
  return { ...write, precondition };
}

/** The write without its precondition, which the writes before it are known to meet. */
function unconditioned(write: Write): Write {
  if (write.kind === "verify") return write;
  const { precondition: _, ...rest } = write;
  return rest;
}
