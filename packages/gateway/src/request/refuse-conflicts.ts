import { findWriteConflict, type WriteShape } from "../documents/write-conflict.ts";
import { GatewayError } from "../errors/error.ts";
import type { WriteOperation } from "./operation.ts";

/**
 * Refuses what no commit can do: writes of one document of which a later one can't be, whatever is
 * stored.
 *
 * @throws GatewayError BATCH_CONFLICT
 */
export function refuseConflicts(operations: readonly WriteOperation[]): void {
  if (new Set(operations.map(({ path }) => path)).size === operations.length) return;
  const byPath = Map.groupBy(
    operations.keys(),
    (index) => (operations[index] as WriteOperation).path,
  );
  for (const [path, indexes] of byPath) {
    if (indexes.length === 1) continue;
    const conflict = findWriteConflict(
      indexes.map((index) => shapeOf(operations[index] as WriteOperation)),
    );
    if (conflict === undefined) continue;
    const [earlier, later] = conflict.indexes.map((at) => indexes[at] as number);
    throw new GatewayError(
      "BATCH_CONFLICT",
      `writes[${String(earlier)}] and writes[${String(later)}] are of one document, ${path}, and can't be in one batch: ${conflict.problem}. Merge them into one write, or send them with atomic: false.`,
      { path, indexes: [earlier, later] },
    );
  }
}

function shapeOf({ kind, condition }: WriteOperation): WriteShape {
  switch (kind) {
    case "create":
      return { kind: "update", precondition: { exists: false } };
    case "update":
      return { kind: "update", precondition: condition ?? { exists: true } };
    case "set":
      return { kind: "update", ...(condition && { precondition: condition }) };
    default:
      return { kind, ...(condition && { precondition: condition }) };
  }
}
