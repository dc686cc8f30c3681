import { MAX_ATOMIC_WRITES } from "../api/api.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { WriteOperation } from "../request/operation.ts";
import { refuseConflicts } from "../request/refuse-conflicts.ts";
import { commitWrites } from "../writes/commit-writes.ts";
import { encodeResult } from "./encode-answer.ts";
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
      const operations = toOperations(sent.writes, target, MAX_ATOMIC_WRITES);
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
        return {
          writeResults: writeResults.map((result) => encodeResult(result, target.root)),
          commitTime,
        };
      } catch (error) {
        throw unmetCondition(error, context.request);
      }
    },
  };
}

/** The operations of a request's writes. @throws GatewayError INVALID_REQUEST */
export function toOperations(
  sent: unknown,
  { root }: Target,
  most: number,
): readonly WriteOperation[] {
  const place = at(undefined, "writes");
  const writes = readList(sent, place);
  if (writes.length > most) {
    throw invalidAt(place, `must be at most ${String(most)} writes`);
  }
  return writes.map((write, index) => toOperation(write, at(place, index), root));
}
