import type { Response, WireWrite } from "../contract/api.ts";
import { GatewayError, invalid } from "../contract/error.ts";
import type { Authorize, AuthorizedWrite } from "../pipeline/authorize.ts";
import type { CallContext, Callable } from "../pipeline/callable.ts";
import { recordFor } from "../pipeline/record-for.ts";
import { toBatchOperation } from "../pipeline/request-write.ts";
import { commitWrites } from "../pipeline/write-documents.ts";
import { writeEachOnce } from "../pipeline/write-each-once.ts";
import { writeEach, type Outcome } from "../pipeline/write-each.ts";

type Answer = Omit<Response<"batchWrite">, "usage">;

/** Up to 500 writes: all or none, or each for itself. */
export const batchWrite: Callable<"batchWrite", readonly (AuthorizedWrite | GatewayError)[]> = {
  name: "batchWrite",

  plan({ writes, atomic = true }, authorize) {
    if (atomic) {
      refuseConflicts(writes);
      return writes.map((write, index) => planOne(write, index, authorize));
    }
    refuseVerifies(writes);
    return writes.map((write, index) => attempt(() => planOne(write, index, authorize)));
  },

  execute(plan, context) {
    return context.request.atomic === false
      ? writeAlone(plan, context)
      : writeTogether(plan as readonly AuthorizedWrite[], context);
  },
};

function planOne(write: WireWrite, index: number, authorize: Authorize): AuthorizedWrite {
  return authorize(toBatchOperation(write, index), { at: `writes[${String(index)}]`, index });
}

/** What is wrong with one write harms no other. */
function attempt(plan: () => AuthorizedWrite): AuthorizedWrite | GatewayError {
  try {
    return plan();
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

async function writeTogether(
  plan: readonly AuthorizedWrite[],
  context: CallContext<"batchWrite">,
): Promise<Answer> {
  const { gateway, call } = context;
  const writing = { documents: gateway.documents, call };
  const record = recordFor(context);
  const { writeResults, commitTime, replay } = await commitWrites(plan, writing, record);
  const results = writeResults.map((result) => ({ ...result }));
  return { results, commitTime, ...(replay && { replayed: true as const }) };
}

async function writeAlone(
  plan: readonly (AuthorizedWrite | GatewayError)[],
  context: CallContext<"batchWrite">,
): Promise<Answer> {
  const { gateway, call, request } = context;
  const writing = { documents: gateway.documents, call };
  const outcomes = await (request.requestId === undefined
    ? writeEach(plan, writing)
    : writeEachOnce(plan, writing, (index) => recordFor(context, index)));
  const applied = outcomes.flatMap((outcome) => (outcome instanceof GatewayError ? [] : [outcome]));
  const times = applied.flatMap(({ updateTime }) => updateTime ?? []);
  // Of a delete that stands alone Firestore tells no time, and a time before it would mislead.
  const commitTime = times.length === applied.length ? times.toSorted().at(-1) : undefined;
  return { results: outcomes.map(toResult), ...(commitTime !== undefined && { commitTime }) };
}

function toResult(outcome: Outcome): Answer["results"][number] {
  if (!(outcome instanceof GatewayError)) return { ...outcome };
  const { code, message, reason, details } = outcome;
  return { error: { code, message, details: { reason, ...details } } };
}

/** Firestore would refuse some of these, and apply others in a way that nobody expects. */
function refuseConflicts(writes: readonly WireWrite[]): void {
  const first = new Map<string, number>();
  for (const [index, { path }] of writes.entries()) {
    const earlier = first.get(path);
    if (earlier !== undefined) {
      throw new GatewayError(
        "BATCH_CONFLICT",
        `writes[${String(earlier)}] and writes[${String(index)}] are of one document, ${path}. Merge them into one write, conditions too, or send them with atomic: false.`,
        { path, indexes: [earlier, index] },
      );
    }
    first.set(path, index);
  }
}

function refuseVerifies(writes: readonly WireWrite[]): void {
  const index = writes.findIndex(({ op }) => op === "verify");
  if (index === -1) return;
  const description =
    "verify guards the other writes of an atomic batch; without atomic it does nothing";
  throw invalid("INVALID_REQUEST", [{ field: `writes[${String(index)}].op`, description }]);
}
