import { isDeepStrictEqual } from "node:util";
import {
  StoreError,
  type StoredDocument,
  type Write,
  type WriteResult,
} from "../documents/store.ts";
import { formatFieldPath } from "../paths/field-path.ts";
import { holds } from "../policy/holds.ts";
import type { OtherDocuments } from "../policy/lookups.ts";
import { valueAt } from "../values/select.ts";
import type { Value } from "../values/value.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { backOff } from "../call/back-off.ts";
import type { Known } from "./read-known.ts";
import { toRememberedWrite, type Replay, type RequestRecord } from "./request-record.ts";
import type { Committed } from "./committed.ts";
import { toldResults } from "./told-results.ts";

/** How often adding to a record is tried. Sending it again changes nothing more. */
const MAX_ATTEMPTS = 3;

/** The writes of a request, and what it did. */
interface Applied {
  readonly grants: readonly AuthorizedWrite[];
  readonly replay: Replay;
}

/**
 * The answer that the first of the same requests had. A first answer that was lost was not
 * recorded whole: then a document that has not changed since the commit tells its version and what
 * came of its transforms. What a document that has changed would have told is null.
 */
export async function answerAgain(
  grants: readonly AuthorizedWrite[],
  { replay, known, record }: { replay: Replay; known: Known; record: RequestRecord },
  context: CallContext,
): Promise<Committed> {
  const { commitTime, remembered } = replay;
  const last = new Map(grants.map((grant) => [grant.operation.path, grant]));
  const writeResults = grants.map((grant, index): WriteResult => {
    const { kind, path } = grant.operation;
    if (kind === "delete" || kind === "verify") return {};
    // Of a document that is written again, what is stored tells only of the last write.
    const isTold = remembered === undefined && last.get(path) === grant;
    const transformResults =
      remembered?.results[String(index)] ?? resultsAgain(grant, replay, isTold ? known : undefined);
    return {
      ...(last.get(path)?.operation.kind !== "delete" && {
        updateTime: remembered
          ? (remembered.versions[String(index)] ?? commitTime)
          : versionSince(grant, commitTime, known),
      }),
      ...(grant.sent.length > 0 && { transformResults }),
    };
  });
  const applied = { grants, replay };
  if (remembered === undefined) await rememberResults(record, applied, { writeResults, context });
  return { commitTime, writeResults, replay };
}

/** The version that a commit left, as far as what is stored now tells it to the caller. */
function versionSince(grant: AuthorizedWrite, commitTime: string, known: Known): string {
  const stored = known.stored.get(grant.operation.path) ?? undefined;
  if (stored === undefined || stored.updateTime >= commitTime) return commitTime;
  return isGettable(grant, stored, known) ? stored.updateTime : commitTime;
}

/** What came of a write's transforms, as far as the record and what is stored now tell it. */
function resultsAgain(
  grant: AuthorizedWrite,
  { commitTime, time }: Replay,
  known: Pick<Known, "stored" | "others"> | undefined,
): readonly Value[] {
  const update = grant.write?.update;
  if (update === undefined) return [];
  const stored = known?.stored.get(grant.operation.path) ?? undefined;
  const unchanged = stored !== undefined && stored.updateTime <= commitTime ? stored : undefined;
  const { transforms = [] } = update;
  const last = new Map(transforms.map((one) => [formatFieldPath(one.field), one]));
  const results = transforms.map((one) => {
    if (one.transform.kind === "serverTimestamp") return time ?? null;
    // Of a field that is transformed again, what is stored tells only of the last transform.
    const isLast = last.get(formatFieldPath(one.field)) === one;
    return (isLast ? unchanged && valueAt(unchanged.data, one.field) : undefined) ?? null;
  });
  return toldResults(grant, update, {
    results,
    isGettable: isGettable(grant, unchanged, known),
    time: time ?? null,
  });
}

function isGettable(
  { operation, get }: AuthorizedWrite,
  stored: StoredDocument | undefined,
  known: { readonly others: OtherDocuments } | undefined,
): boolean {
  if (operation.kind === "create" || get === true) return true;
  return stored !== undefined && known !== undefined && holds(get, stored, known.others);
}

/**
 * Adds to a record what can't be derived from it, if there is any: the versions of documents that
 * were left as they were, and numbers that transforms came to. If it can't be done, the answer is
 * right all the same.
 */
export async function rememberResults(
  record: RequestRecord,
  applied: Applied,
  { writeResults, context }: { writeResults: readonly WriteResult[]; context: CallContext },
): Promise<void> {
  const write = writeOf(record, applied, writeResults);
  if (write === undefined) return;
  const { gateway, call } = context;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await gateway.documents.commit([write], call.store);
      return;
    } catch (error) {
      // Who answered the same request at the same time has added the same.
      if (error instanceof StoreError && error.code === "FAILED_PRECONDITION") return;
      if (attempt === MAX_ATTEMPTS) {
        call.fault(error);
        return;
      }
      await backOff(attempt, call);
    }
  }
}

/** The write that adds to the record what it needs, if there is any. */
function writeOf(
  record: RequestRecord,
  { grants, replay }: Applied,
  writeResults: readonly WriteResult[],
): Write | undefined {
  const versions: Record<string, string> = {};
  const results: Record<string, readonly Value[]> = {};
  for (const [index, { updateTime, transformResults }] of writeResults.entries()) {
    const isOlder = updateTime !== undefined && updateTime < replay.commitTime;
    if (isOlder) versions[String(index)] = updateTime;
    if (transformResults === undefined) continue;
    const derived = resultsAgain(grants[index] as AuthorizedWrite, replay, undefined);
    if (!isDeepStrictEqual(derived, transformResults)) results[String(index)] = transformResults;
  }
  const isNothing = [versions, results].every((added) => Object.keys(added).length === 0);
  return isNothing ? undefined : toRememberedWrite(record, replay, { versions, results });
}
