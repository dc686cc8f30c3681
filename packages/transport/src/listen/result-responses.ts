import { targetChange, type ListenResponseJson } from "./listen-json.ts";
import { toSdkToken } from "./resume-token.ts";
import type { TargetResult } from "./target-result.ts";

/** What the responses for a result depend on besides. */
export interface ResultTarget {
  readonly targetId: number;
  /** The name of the document that it is; undefined for a query. */
  readonly document: string | undefined;
  /** Whether the SDK may hold documents of it from before. */
  readonly isResumed: boolean;
  /** Whether the SDK was not told in this stream that it is current. */
  readonly isFirst: boolean;
}

/**
 * The responses that take the SDK from one result of a target to the next: documents, then the
 * token. None where nothing differs. No snapshot is raised by them.
 *
 * @param before what the SDK has; undefined where that is nothing, or not known
 */
export function responsesFor(
  target: ResultTarget,
  before: TargetResult | undefined,
  next: TargetResult,
): readonly ListenResponseJson[] {
  const { targetId, isResumed, isFirst } = target;
  const ids = [targetId];
  const isAnew = next.isWhole && before?.isWhole !== true;
  const isReset = isAnew && (isResumed || before !== undefined);
  const changes = changesBetween(target, isAnew ? undefined : before, next);
  if (!isFirst && changes.length === 0 && !isReset) return [];
  const type = isFirst || isReset ? "CURRENT" : "NO_CHANGE";
  return [
    ...(isReset ? [resultReset(targetId)] : []),
    ...changes,
    targetChange(type, ids, { resumeToken: toSdkToken(next.token) }),
  ];
}

/** What has the SDK forget which documents a target has. */
export function resultReset(targetId: number): ListenResponseJson {
  return targetChange("RESET", [targetId]);
}

function changesBetween(
  { targetId, document }: ResultTarget,
  before: TargetResult | undefined,
  next: TargetResult,
): readonly ListenResponseJson[] {
  const targetIds = [targetId];
  const responses: ListenResponseJson[] = [];
  const gone = (name: string) => {
    responses.push({ documentRemove: { document: name, removedTargetIds: targetIds } });
  };
  if (document !== undefined && next.documents.size === 0) {
    if (before?.documents.size === 0) return [];
    const { readTime } = next;
    return [{ documentDelete: { document, readTime, removedTargetIds: targetIds } }];
  }
  for (const [name, message] of next.documents) {
    const known = before?.documents.get(name);
    if (known !== undefined && known?.updateTime === message?.updateTime) continue;
    if (message === null) gone(name);
    else responses.push({ documentChange: { document: message, targetIds } });
  }
  for (const name of before?.documents.keys() ?? []) if (!next.documents.has(name)) gone(name);
  return responses;
}
