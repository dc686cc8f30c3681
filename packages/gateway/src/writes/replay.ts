import { isDeepStrictEqual } from "node:util";
import { StoreError, type StoredDocument, type WriteResult } from "../documents/store.ts";
import { formatFieldPath } from "../paths/field-path.ts";
import { holds } from "../policy/holds.ts";
import type { OtherDocuments } from "../policy/lookups.ts";
import { valueAt } from "../values/select.ts";
import type { Value } from "../values/value.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { backOff } from "../call/back-off.ts";
import type { Known } from "./read-known.ts";
import {
  toResultsWrite,
  type Replay,
  type RequestRecord,
  type ResultsByIndex,
} from "./request-record.ts";
import type { Committed } from "./committed.ts";
import { toldResults } from "./told-results.ts";

/** How often adding to a record is tried. Sending it again changes nothing more. */
const MAX_ATTEMPTS = 3;

/** The writes of a request, what it did, and what the caller was told of them. */
interface Applied {
  readonly grants: readonly AuthorizedWrite[];
  readonly replay: Replay;
  readonly writeResults: readonly WriteResult[];
}

/**
 * The answer to a request that was applied before: the time of its commit, the versions that this
 * left, and what came of its transforms. A document that has not changed since tells its version
 * and its numbers. Of one that has changed, the version told is the time of the commit, which is
 * not the stored one any more; a number that was not kept is null, or where numbers need not be
 * the very same, what the field holds now.
 *
 * @param known with the documents of all writes
 */
export async function answerAgain(
  grants: readonly AuthorizedWrite[],
  { replay, known, record }: { replay: Replay; known: Known; record: RequestRecord },
  context: CallContext,
): Promise<Committed> {
  const { commitTime, results } = replay;
  const last = new Map(grants.map((grant) => [grant.operation.path, grant]));
  const writeResults = grants.map((grant, index): WriteResult => {
    const { kind, path } = grant.operation;
    if (kind === "delete" || kind === "verify") return {};
    // Of a document that is written again, what is stored tells only of the last write.
    const isTold = !record.keepsNumbers || last.get(path) === grant;
    const transformResults =
      results?.[String(index)] ??
      resultsAgain(grant, { replay, record, known: isTold ? known : undefined });
    return {
      ...(last.get(path)?.operation.kind !== "delete" && {
        updateTime: versionSince(grant, commitTime, known),
      }),
      ...(grant.sent.length > 0 && { transformResults }),
    };
  });
  if (results === undefined) {
    await keepNumbers(record, { grants, replay, writeResults }, context);
  }
  return { commitTime, writeResults, replay };
}

/** The version that a commit left, as far as what is stored now tells it to the caller. */
function versionSince(grant: AuthorizedWrite, commitTime: string, known: Known): string {
  const stored = known.stored.get(grant.operation.path) ?? undefined;
  if (stored === undefined || stored.updateTime >= commitTime) return commitTime;
  return isGettable(grant, stored, known) ? stored.updateTime : commitTime;
}

interface Replayed {
  readonly replay: Replay;
  readonly record: RequestRecord;
  /** What tells of the write, if anything but the record does. */
  readonly known: Pick<Known, "stored" | "others"> | undefined;
}

/** What came of a write's transforms, as far as the record and what is stored now tell it. */
function resultsAgain(
  grant: AuthorizedWrite,
  { replay: { commitTime, time = null }, record: { keepsNumbers }, known }: Replayed,
): readonly Value[] {
  const update = grant.write?.update;
  if (update === undefined) return [];
  const stored = known?.stored.get(grant.operation.path) ?? undefined;
  const isChanged = stored !== undefined && stored.updateTime > commitTime;
  const telling = keepsNumbers && isChanged ? undefined : stored;
  // What it made, whoever creates a document may know; what others made of it since, by its policy.
  const isOwn = grant.operation.kind === "create" && !isChanged;
  const { transforms = [] } = update;
  const last = new Map(transforms.map((one) => [formatFieldPath(one.field), one]));
  const results = transforms.map((one) => {
    if (one.transform.kind === "serverTimestamp") return time;
    // Of a field that is transformed again, what is stored tells only of the last transform.
    const isTold = !keepsNumbers || last.get(formatFieldPath(one.field)) === one;
    return (isTold ? telling && valueAt(telling.data, one.field) : undefined) ?? null;
  });
  return toldResults(grant, update, {
    results,
    isGettable: isOwn || isGettable(grant, telling, known),
    time,
  });
}

function isGettable(
  { get }: AuthorizedWrite,
  stored: StoredDocument | undefined,
  known: { readonly others: OtherDocuments } | undefined,
): boolean {
  if (get === true) return true;
  return stored !== undefined && known !== undefined && holds(get, stored, known.others);
}

/**
 * Adds to a record the numbers that transforms came to, if it is to have them and there are any. If
 * it can't be done, the answer is right all the same.
 */
export async function keepNumbers(
  record: RequestRecord,
  applied: Applied,
  { gateway, call }: CallContext,
): Promise<void> {
  const results = record.keepsNumbers ? resultsToKeep(record, applied) : {};
  if (Object.keys(results).length === 0) return;
  const write = toResultsWrite(record, applied.replay, results);
  if (write === undefined) return;
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

/** What was told that can't be derived from the record. */
function resultsToKeep(
  record: RequestRecord,
  { grants, replay, writeResults }: Applied,
): ResultsByIndex {
  const results: Record<string, readonly Value[]> = {};
  for (const [index, { transformResults }] of writeResults.entries()) {
    if (transformResults === undefined) continue;
    const grant = grants[index] as AuthorizedWrite;
    const derived = resultsAgain(grant, { replay, record, known: undefined });
    if (!isDeepStrictEqual(derived, transformResults)) results[String(index)] = transformResults;
  }
  return results;
}
