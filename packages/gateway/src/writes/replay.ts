import { StoreError, type WriteResult } from "../documents/store.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { backOff } from "../call/back-off.ts";
import type { Known } from "./read-known.ts";
import {
  toVersionsWrite,
  type Replay,
  type RequestRecord,
  type Versions,
} from "./request-record.ts";
import type { Committed } from "./committed.ts";

/** How often adding versions to a record is tried. Sending it again changes nothing more. */
const MAX_ATTEMPTS = 3;

/**
 * The answer that the first of the same requests had. A first answer that was lost was not
 * recorded whole: then a document that has not changed since the commit tells its version.
 */
export async function answerAgain(
  grants: readonly AuthorizedWrite[],
  { replay, stored, record }: { replay: Replay; record: RequestRecord } & Pick<Known, "stored">,
  context: CallContext,
): Promise<Committed> {
  const { commitTime, versions } = replay;
  const writeResults = grants.map(({ operation: { kind, path } }, index): WriteResult => {
    if (kind === "delete" || kind === "verify") return {};
    if (versions !== undefined) return { updateTime: versions[String(index)] ?? commitTime };
    const version = stored.get(path)?.updateTime;
    return { updateTime: version !== undefined && version < commitTime ? version : commitTime };
  });
  if (versions === undefined) await rememberVersions(record, { replay, writeResults }, context);
  return { commitTime, writeResults, replay };
}

/**
 * Adds to a record what can't be derived from its time, if there is any: the versions of documents
 * that were left as they were. If it can't be done, the answer is right all the same.
 */
export async function rememberVersions(
  record: RequestRecord,
  { replay, writeResults }: { replay: Replay; writeResults: readonly WriteResult[] },
  { gateway: { documents }, call }: CallContext,
): Promise<void> {
  const versions = olderThan(replay.commitTime, writeResults);
  if (Object.keys(versions).length === 0) return;
  const write = toVersionsWrite(record, replay, versions);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await documents.commit([write], call.store);
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

function olderThan(commitTime: string, writeResults: readonly WriteResult[]): Versions {
  const older = writeResults.flatMap(({ updateTime }, index) =>
    updateTime !== undefined && updateTime < commitTime ? [[String(index), updateTime]] : [],
  );
  return Object.fromEntries(older) as Versions;
}
