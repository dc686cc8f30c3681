import { MAX_WRITES } from "../api/api.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import { GatewayError } from "../errors/error.ts";
import type { WriteOperation } from "../request/operation.ts";
import { callsOf, orRefused } from "../writes/refused-writes.ts";
import { writeIndependently } from "../writes/write-independently.ts";
import { toOperations } from "./commit.ts";
import { encodeResult } from "./encode-answer.ts";
import { readMessage } from "./message.ts";
import type { RestMethod } from "./rest-method.ts";
import { rpcStatus } from "./rpc-status.ts";
import { checkDatabase, type Target } from "./target.ts";
import { unmetCondition } from "./unmet-condition.ts";

/** Writes of which each stands alone. */
export function batchWrite(
  target: Target,
): RestMethod<readonly WriteOperation[], readonly (AuthorizedWrite | GatewayError)[]> {
  return {
    parse(data) {
      // Labels are for Firestore's own operators.
      const sent = readMessage(data, ["database", "writes", "labels"]);
      target.path();
      target.parameters([]);
      checkDatabase(sent.database, target);
      return toOperations(sent.writes, target, MAX_WRITES);
    },

    plan: (operations, authorize) =>
      operations.map((operation, index) =>
        orRefused(() => authorize(operation, { at: `writes[${String(index)}]`, index })),
      ),

    async execute(plan, context) {
      const { call, request } = context;
      call.countAs(callsOf(plan));
      const outcomes = await writeIndependently(plan, context);
      call.countAs(callsOf(outcomes));
      const results = outcomes.map((outcome) => {
        if (!(outcome instanceof GatewayError)) {
          return { status: {}, result: encodeResult(outcome, target.root) };
        }
        return { status: rpcStatus(unmetCondition(outcome, request) as GatewayError), result: {} };
      });
      return {
        writeResults: results.map(({ result }) => result),
        status: results.map(({ status }) => status),
      };
    },
  };
}
