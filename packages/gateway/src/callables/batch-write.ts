import { MAX_WRITES, type Request, type Response, type WireWrite } from "../api/api.ts";
import { GatewayError, invalid } from "../errors/error.ts";
import type { Authorize, AuthorizedWrite } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import type { Callable } from "./callable.ts";
import { recordFor } from "../writes/record-for.ts";
import { refuseConflicts } from "../request/refuse-conflicts.ts";
import { toBatchOperation } from "../request/request-write.ts";
import type { WriteOperation } from "../request/operation.ts";
import type { Value } from "../values/value.ts";
import { escapeValue } from "../wire/wire-escape.ts";
import { commitWrites } from "../writes/commit-writes.ts";
import { callsOf, orRefused } from "../writes/refused-writes.ts";
import type { WriteOutcome } from "../writes/write-each.ts";
import { writeIndependently } from "../writes/write-independently.ts";

type BatchWriteAnswer = Omit<Response<"batchWrite">, "usage">;

/** Writes together, all or none, up to 10,000; or each for itself, up to 500. */
export const batchWrite: Callable<"batchWrite", readonly (AuthorizedWrite | GatewayError)[]> = {
  name: "batchWrite",

  plan({ writes, atomic = true }, authorize) {
    if (atomic) {
      const operations = writes.map(toBatchOperation);
      refuseConflicts(operations);
      return operations.map((operation, index) => planOne(operation, index, authorize));
    }
    refuseMany(writes);
    refuseVerifies(writes);
    return writes.map((write, index) =>
      orRefused(() => planOne(toBatchOperation(write, index), index, authorize)),
    );
  },

  execute(plan, context) {
    return context.request.atomic === false
      ? writeAlone(plan, context)
      : writeTogether(plan as readonly AuthorizedWrite[], context);
  },
};

function planOne(operation: WriteOperation, index: number, authorize: Authorize): AuthorizedWrite {
  return authorize(operation, { at: `writes[${String(index)}]`, index });
}

async function writeTogether(
  plan: readonly AuthorizedWrite[],
  context: CallContext<Request<"batchWrite">>,
): Promise<BatchWriteAnswer> {
  const { writeResults, commitTime, replay } = await commitWrites(
    plan,
    context,
    recordFor(context),
  );
  const results = writeResults.map(escaped);
  return { results, commitTime, ...(replay && { replayed: true as const }) };
}

async function writeAlone(
  plan: readonly (AuthorizedWrite | GatewayError)[],
  context: CallContext<Request<"batchWrite">>,
): Promise<BatchWriteAnswer> {
  const { call, request } = context;
  call.countAs(callsOf(plan));
  const recordOf = (index: number) => recordFor(context, index);
  const outcomes = await writeIndependently(
    plan,
    context,
    request.requestId === undefined ? undefined : recordOf,
  );
  call.countAs(callsOf(outcomes));
  const applied = outcomes.flatMap((outcome) => (outcome instanceof GatewayError ? [] : [outcome]));
  const times = applied.flatMap(({ updateTime }) => updateTime ?? []);
  // Of a delete that stands alone Firestore tells no time, and a time before it would mislead.
  const commitTime = times.length === applied.length ? times.toSorted().at(-1) : undefined;
  return { results: outcomes.map(toResult), ...(commitTime !== undefined && { commitTime }) };
}

function toResult(outcome: WriteOutcome): BatchWriteAnswer["results"][number] {
  if (!(outcome instanceof GatewayError)) return escaped(outcome);
  const { code, message, reason, details } = outcome;
  return { error: { code, message, details: { reason, ...details } } };
}

/** A result as it is sent. */
function escaped<Result extends { readonly transformResults?: readonly Value[] }>({
  transformResults,
  ...result
}: Result) {
  return {
    ...result,
    ...(transformResults && { transformResults: transformResults.map(escapeValue) }),
  };
}

function refuseMany({ length }: readonly WireWrite[]): void {
  if (length <= MAX_WRITES) return;
  const description = `must not be more than ${String(MAX_WRITES)} without atomic`;
  throw invalid("INVALID_REQUEST", [{ field: "writes", description }]);
}

function refuseVerifies(writes: readonly WireWrite[]): void {
  const index = writes.findIndex(({ op }) => op === "verify");
  if (index === -1) return;
  const description =
    "verify guards the other writes of an atomic batch; without atomic it does nothing";
  throw invalid("INVALID_REQUEST", [{ field: `writes[${String(index)}].op`, description }]);
}
