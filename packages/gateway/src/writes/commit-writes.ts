import { GatewayError } from "../errors/error.ts";
import type { CommitResult, StoreError, Write, WriteResult } from "../documents/store.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { backOff } from "../call/back-off.ts";
import type { Call } from "../call/call.ts";
import type { Committed } from "./committed.ts";
import { contention } from "../call/fault.ts";
import { auditWrites } from "./audit-writes.ts";
import { dropOldVersions } from "./drop-old-versions.ts";
import { isLostRace, isOutcomeUnknown, isRefused } from "./failed-write.ts";
import { readKnown, type Known } from "./read-known.ts";
import { answerAgain, keepNumbers } from "./replay.ts";
import { replayAfter, toRecordWrite, type Replay, type RequestRecord } from "./request-record.ts";
import { explainRefusal, type Decided } from "./decide-within-limits.ts";
import { decideWrites, grantsToRead } from "./decide-writes.ts";
import { toldResult } from "./told-results.ts";

/** How often a write is decided anew when others change its documents meanwhile. */
export const MAX_ATTEMPTS = 8;

/**
 * Applies all writes or none; with a record, once however often the request comes. One round
 * trip; one more before it where a policy or a schema needs the stored documents, and two more
 * each time that somebody changes them in between. What Firestore refuses is decided again on what
 * is stored, to say why.
 *
 * @throws GatewayError for the first write that broke it, with its index and path, and after a lost
 * race the paths of all documents that changed; CONTENTION where others kept changing the
 * documents; REQUEST_ID_REUSED
 */
export async function commitWrites(
  grants: readonly AuthorizedWrite[],
  context: CallContext,
  record?: RequestRecord,
): Promise<Committed> {
  let toRead = grantsToRead(grants);
  let lost: StoreError | undefined;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    if (attempt > 1) await backOff(attempt - 1, context.call);
    try {
      const known = await readKnown({ toRead, grants, record }, context);
      const { replay } = known;
      if (record === undefined || replay === undefined) {
        return await commitDecided(grants, { known, record, context });
      }
      if (toRead.length === grants.length) {
        return await answerAgain(grants, { replay, known, record }, context);
      }
    } catch (error) {
      // With a record, what may have been applied can be sent again: it is applied once. But
      // until it is found out, no other error may say that nothing was changed.
      if (record !== undefined && isOutcomeUnknown(error)) lost = error;
      else if (isRefused(error) && toRead.length === grants.length) {
        throw lost ?? explainRefusal(error, grants);
      } else if (!isLostRace(error) && !isRefused(error)) throw lost ?? error;
    }
    toRead = [...grants];
  }
  throw lost ?? contention();
}

/** Decides the writes on what is known, and commits them. @throws GatewayError, StoreError */
export async function commitDecided(
  grants: readonly AuthorizedWrite[],
  {
    known,
    record,
    context,
  }: { known: Known; record: RequestRecord | undefined; context: CallContext },
): Promise<Committed> {
  const decided = decideAll(grants, known);
  const entries = auditWrites(grants, { decided, known, requestId: record?.requestId }, context);
  const writes = [...decided.map(({ write }) => write), ...entries];
  const tell = (results: readonly WriteResult[], at: Pick<Replay, "commitTime" | "time">) =>
    results.slice(0, grants.length).map((result, index) => {
      const [grant, decision] = [grants[index], decided[index]];
      const applied = { result, others: known.others, ...at };
      return toldResult(grant as AuthorizedWrite, decision as Decided, applied);
    });
  if (record === undefined) {
    const { commitTime, writeResults } = await send(grants, writes, context);
    return { commitTime, writeResults: tell(writeResults, { commitTime }) };
  }
  const { expiredRecord } = known;
  const recorded = recordWrite(record, grants, { expiredRecord, nowMs: context.call.now() });
  const { commitTime, writeResults } = await send(grants, [recorded, ...writes], context);
  const [first, ...results] = writeResults;
  const replay = replayAfter(commitTime, first);
  const told = tell(results, replay);
  await keepNumbers(record, { grants, replay, writeResults: told }, context);
  return { commitTime, writeResults: told };
}

async function send(
  grants: readonly AuthorizedWrite[],
  writes: readonly Write[],
  context: CallContext,
): Promise<CommitResult> {
  const { gateway, call } = context;
  try {
    const result = await gateway.documents.commit(writes, call.store);
    grants.forEach((grant) => spendOn(grant, call));
    dropOldVersions(grants, context);
    return result;
  } catch (error) {
    if (isOutcomeUnknown(error)) call.owe(grants.length);
    throw error;
  }
}

/** @throws GatewayError of the first write that can't be; of a lost race in a batch, with all `paths` that changed */
export function decideAll(grants: readonly AuthorizedWrite[], known: Known): readonly Decided[] {
  const decisions = decideWrites(grants, known);
  const refusals = decisions.filter((decision) => decision instanceof GatewayError);
  const [first] = refusals;
  if (first === undefined) return decisions as Decided[];
  if (first.reason !== "STALE" || first.details["index"] === undefined) throw first;
  const stale = refusals.filter(({ reason }) => reason === "STALE");
  const paths = [...new Set(stale.map(({ details }) => details["path"]))];
  throw new GatewayError("STALE", first.message, { ...first.details, paths });
}

function recordWrite(
  record: RequestRecord,
  grants: readonly AuthorizedWrite[],
  { expiredRecord, nowMs }: { expiredRecord: Known["expiredRecord"]; nowMs: number },
): Write {
  const chosen = grants.find(({ operation }) => "generatedId" in operation);
  const documentPath = chosen?.operation.path;
  const keepsTime = grants.some(({ sent }) =>
    sent.some(({ transform }) => transform.kind === "serverTimestamp"),
  );
  return toRecordWrite(record, expiredRecord, { nowMs, documentPath, keepsTime });
}

/** Counts a write that was applied. */
export function spendOn({ operation, collection }: AuthorizedWrite, call: Call): void {
  const { kind, path } = operation;
  if (kind === "verify") {
    call.uses.add({ collection, operation: kind }, {});
    return call.owe(1);
  }
  call.uses.addWritten({ collection, path }, kind);
  call.spend(kind === "delete" ? { deletes: 1 } : { writes: 1 });
}
