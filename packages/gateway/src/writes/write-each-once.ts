import { GatewayError } from "../errors/error.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import type { RecordOf } from "./record-for.ts";
import type { RequestRecord } from "./request-record.ts";
import { commitWrites } from "./commit-writes.ts";
import { isUnavailable, NOT_SENT, type WriteOutcome } from "./write-each.ts";

/** Commits under way at once for one batch. */
const CONCURRENCY = 32;

type Grants = readonly (AuthorizedWrite | GatewayError)[];

/**
 * Applies each write alone, and once however often the batch comes: each is a commit of its own,
 * with its own record. Writes of one document keep their order.
 */
export async function writeEachOnce(
  grants: Grants,
  context: CallContext,
  recordOf: RecordOf,
): Promise<readonly WriteOutcome[]> {
  const outcomes: WriteOutcome[] = [];
  const queues = byDocument(grants);
  const work = async () => {
    for (const indexes of queues) {
      let isOpen = false;
      for (const index of indexes) {
        const grant = grants[index] as AuthorizedWrite | GatewayError;
        const outcome = isOpen ? NOT_SENT : await writeOnce(grant, context, recordOf(index));
        outcomes[index] = outcome;
        // A write whose answer was lost may still be on its way: nothing may overtake it.
        isOpen = isUnavailable(outcome);
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return outcomes;
}

/** The indexes of each document's writes. What is an error already stands alone. */
function byDocument(grants: Grants): IterableIterator<readonly number[]> {
  const queues = new Map<string, number[]>();
  grants.forEach((grant, index) => {
    const key = grant instanceof GatewayError ? `#${String(index)}` : grant.operation.path;
    queues.set(key, [...(queues.get(key) ?? []), index]);
  });
  return queues.values();
}

async function writeOnce(
  grant: AuthorizedWrite | GatewayError,
  context: CallContext,
  record: RequestRecord | undefined,
): Promise<WriteOutcome> {
  if (grant instanceof GatewayError) return grant;
  try {
    const { writeResults, replay } = await commitWrites([grant], context, record);
    return { ...writeResults[0], ...(replay && { replayed: true }) };
  } catch (error) {
    return context.call.fault(error);
  }
}
