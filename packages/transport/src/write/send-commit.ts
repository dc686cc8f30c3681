import { TimeLimit } from "../time-limit.ts";
import { jsonIn, post } from "../post.ts";
import { readRefusal, type AnsweredError } from "../refusal.ts";

/** How long an answer is waited for, in milliseconds: a large batch on a slow line takes its time. */
const ANSWER_TIMEOUT_MS = 5 * 60_000;

export interface BatchCommit {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId: string;
  readonly writes: readonly object[];
}

export interface CommittedBatch {
  readonly writeResults?: readonly object[];
  readonly commitTime: string;
}

export type CommitAnswer =
  | { readonly ok: true; readonly response: CommittedBatch }
  | { readonly ok: false; readonly error: AnsweredError };

/** Sends a batch once. Where no answer comes, that is UNAVAILABLE, and may have been applied. */
export async function sendCommit(request: BatchCommit): Promise<CommitAnswer> {
  const { url, headers, requestId, writes } = request;
  const body = JSON.stringify({ requestId, writes });
  const limit = new TimeLimit(ANSWER_TIMEOUT_MS);
  try {
    const { status, text } = await post(url, { headers, body, signal: limit.signal });
    const answer = jsonIn(text);
    if (status === 200 && answer !== undefined) {
      return { ok: true, response: answer as CommittedBatch };
    }
    return { ok: false, error: readRefusal(answer, status) };
  } catch (error) {
    const message = error instanceof Error ? error.message : "no answer came";
    return { ok: false, error: { status: "UNAVAILABLE", message: `The gateway: ${message}` } };
  } finally {
    limit.dispose();
  }
}
