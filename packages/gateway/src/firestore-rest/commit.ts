import { MAX_ATOMIC_WRITES } from "../api/api.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import type { WriteOperation } from "../request/operation.ts";
import { refuseConflicts } from "../request/refuse-conflicts.ts";
import type { Committed } from "../writes/committed.ts";
import { recordFor } from "../writes/record-for.ts";
import { commitWrites } from "../writes/commit-writes.ts";
import { endTransaction } from "./end-transaction.ts";
import { encodeResult } from "./encode-answer.ts";
import { readList, readMessage, readText } from "./message.ts";
import { at, invalidAt, type Place } from "./place.ts";
import { toTicket } from "./read-selector.ts";
import { toOperation } from "./request-write.ts";
import type { RestMethod } from "./rest-method.ts";
import { checkDatabase, type Target } from "./target.ts";
import { unmetCondition } from "./unmet-condition.ts";

interface CommitRequest {
  readonly operations: readonly WriteOperation[];
  /** The ticket of the transaction that they end. */
  readonly transaction: string | undefined;
  /** By which the request is applied once however often it comes: the gateway's own. */
  readonly requestId: string | undefined;
}

/** Writes that are applied all or not at all. */
export function commit(target: Target): RestMethod<CommitRequest, readonly AuthorizedWrite[]> {
  return {
    parse(data) {
      const sent = readMessage(data, ["database", "writes", "transaction", "requestId"]);
      target.path();
      const requestId = requestIdIn(sent.requestId, target);
      checkDatabase(sent.database, target);
      const transaction = toTicket(sent.transaction, at(undefined, "transaction"));
      const operations = toOperations(sent.writes, target, MAX_ATOMIC_WRITES);
      refuseConflicts(operations);
      if (requestId !== undefined && transaction !== undefined) {
        throw invalidAt(at(undefined, "requestId"), "can't stand beside a transaction");
      }
      return { operations, transaction, requestId };
    },

    plan: ({ operations }, authorize) =>
      operations.map((operation, index) => {
        return authorize(operation, { at: `writes[${String(index)}]`, index });
      }),

    async execute(plan, context) {
      const { operations, transaction } = context.request;
      try {
        const { writeResults, commitTime } =
          transaction === undefined
            ? await commitPlan(plan, context)
            : await endTransaction(plan, { transaction, root: target.root }, context);
        return {
          writeResults: writeResults.map((result) => encodeResult(result, target.root)),
          commitTime,
        };
      } catch (error) {
        throw unmetCondition(error, operations);
      }
    },
  };
}

async function commitPlan(
  plan: readonly AuthorizedWrite[],
  context: CallContext<CommitRequest>,
): Promise<Committed> {
  const { operations, requestId } = context.request;
  if (plan.length === 0) return { writeResults: [], commitTime: context.call.startedAt };
  const repeatable = { ...context, request: { operations, ...(requestId && { requestId }) } };
  const record = recordFor(repeatable);
  const repeatableMs = context.gateway.commitRepeatableMs;
  // SDKs show no app what came of a transform: it goes into a cache, and there a later number does.
  return commitWrites(plan, context, record && { ...record, repeatableMs, keepsNumbers: false });
}

/** From the body, or from the URL where a client's library makes the body. @throws GatewayError INVALID_REQUEST */
function requestIdIn(sent: unknown, target: Target): string | undefined {
  const [inUrl] = target.parameters(["requestId"]).requestId ?? [];
  const id = sent ?? inUrl;
  return id === undefined ? undefined : toRequestId(id, at(undefined, "requestId"));
}

/** @throws GatewayError INVALID_REQUEST */
export function toRequestId(sent: unknown, place: Place): string {
  const requestId = readText(sent, place);
  if (UUID.test(requestId)) return requestId;
  throw invalidAt(place, "must have the format uuid");
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

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
