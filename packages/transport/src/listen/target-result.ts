import type { TargetSnapshot, ToldMessage } from "../../../gateway/src/api/listen.ts";

/** The result of a target as of a time. Nothing of it changes: what comes next is another one. */
export interface TargetResult {
  /** RFC 3339, UTC, with microseconds. */
  readonly readTime: string;
  /** Whether the documents are all that there are; else those that differ from what a token told. */
  readonly isWhole: boolean;
  /** By their names; null for one that is gone, where not all are told. */
  readonly documents: ReadonlyMap<string, ToldMessage | null>;
  /** For the next stream. */
  readonly token: string;
}

/**
 * @param before what the snapshot's changes are of; undefined where they are of what a token tells
 * @param root what names of documents start with
 */
export function nextResult(
  before: TargetResult | undefined,
  snapshot: TargetSnapshot,
  root: string,
): TargetResult {
  const { reset = false, messages = [], removed = [], token, readTime = "" } = snapshot;
  const isWhole = reset || before?.isWhole === true;
  const documents = new Map(reset ? [] : before?.documents);
  for (const path of removed) {
    if (isWhole) documents.delete(root + path);
    else documents.set(root + path, null);
  }
  for (const message of messages) documents.set(message.name, message);
  // An instance that is behind another one may have the same result at an earlier time.
  const isUnchanged = !reset && messages.length === 0 && removed.length === 0;
  const isKnownLater = isUnchanged && before !== undefined && readTime < before.readTime;
  return { readTime: isKnownLater ? before.readTime : readTime, isWhole, documents, token };
}

/** Whether two whole results have the same versions of the same documents. */
export function isSameResult(one: TargetResult, other: TargetResult): boolean {
  if (!one.isWhole || !other.isWhole || one.documents.size !== other.documents.size) return false;
  return [...one.documents].every(
    ([name, document]) => document?.updateTime === other.documents.get(name)?.updateTime,
  );
}
