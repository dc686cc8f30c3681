import { MAX_WRITES } from "../api/api.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import { GatewayError } from "../errors/error.ts";
import type { WriteOperation } from "../request/operation.ts";
import { commitWrites } from "../writes/commit-writes.ts";
import { readList, readMessage } from "./message.ts";
import { at, invalidAt } from "./place.ts";
import { transactionsUnimplemented } from "./refuse-past.ts";
import { toOperation } from "./request-write.ts";
import type { RestMethod } from "./rest-method.ts";
import { checkDatabase, type Target } from "./target.ts";
import { unmetCondition } from "./unmet-condition.ts";

/** Writes that are applied all or not at all. */
export function commit(
  target: Target,
): RestMethod<readonly WriteOperation[], readonly AuthorizedWrite[]> {
  return {
    parse(data) {
      const sent = readMessage(data, ["database", "writes", "transaction"]);
      target.path();
      target.parameters([]);
      checkDatabase(sent.database, target);
      const { transaction = "" } = sent;
      if (transaction !== "") throw transactionsUnimplemented();
      const operations = toOperations(sent.writes, target);
      refuseConflicts(operations);
      return operations;
    },

    plan: (operations, authorize) =>
      operations.map((operation, index) => {
        return authorize(operation, { at: `writes[${String(index)}]`, index });
      }),

    async execute(plan, context) {
      if (plan.length === 0) return { writeResults: [], commitTime: context.call.startedAt };
      try {
        const { writeResults, commitTime } = await commitWrites(plan, context);
        return { writeResults: [...writeResults], commitTime };
      } catch (error) {
        throw unmetCondition(error, context.request);
      }
    },
  };
}

/** The operations of a request's writes. @throws GatewayError INVALID_REQUEST */
export function toOperations(sent: unknown, { root }: Target): readonly WriteOperation[] {
  const place = at(undefined, "writes");
  const writes = readList(sent, place);
  if (writes.length > MAX_WRITES) {
    throw invalidAt(place, `must be at most ${String(MAX_WRITES)} writes`);
  }
  return writes.map((write, index) => toOperation(write, at(place, index), root));
}

/** Several writes of one document. @throws GatewayError BATCH_CONFLICT */
function refuseConflicts(operations: readonly WriteOperation[]): void {
  const first = new Map<string, number>();
  for (const [index, { path }] of operations.entries()) {
    const earlier = first.get(path);
    if (earlier !== undefined) {
      throw new GatewayError(
        "BATCH_CONFLICT",
        `writes[${String(earlier)}] and writes[${String(index)}] are of one document, ${path}. Merge them into one write, conditions too.`,
        { path, indexes: [earlier, index] },
      );
    }
    first.set(path, index);
  }
}
