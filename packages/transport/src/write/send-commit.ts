import { Deadline } from "../deadline.ts";
import { jsonIn, post } from "../post.ts";
import { readRefusal, type AnsweredError } from "../refusal.ts";

/** How long an answer is waited for, in milliseconds: a large batch on a slow line takes its time. */
const ANSWER_TIMEOUT_MS = 5 * 60_000;

export interface CommitRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId: string;
  readonly writes: readonly object[];
}

export interface CommitResponse {
  readonly writeResults?: readonly object[];
  readonly commitTime: string;
}

export type CommitAnswer =
  | { readonly ok: true; readonly response: CommitResponse }
  | { readonly ok: false; readonly error: AnsweredError };

/** Sends a batch once. Where no answer comes, that is UNAVAILABLE, and may have been applied. */
export async function sendCommit(request: CommitRequest): Promise<CommitAnswer> {
  const { url, headers, requestId, writes } = request;
  const body = JSON.stringify({ requestId, writes });
  const deadline = new Deadline(ANSWER_TIMEOUT_MS);
  try {
    const { status, text } = await post(url, { headers, body, signal: deadline.signal });
    const answer = jsonIn(text);
    if (status === 200 && answer !== undefined) {
      return { ok: true, response: answer as CommitResponse };
    }
    return { ok: false, error: readRefusal(answer, status) };
  } catch (error) {
    const message = error instanceof Error ? error.message : "no answer came";
    return { ok: false, error: { status: "UNAVAILABLE", message: `The gateway: ${message}` } };
  } finally {
    deadline.dispose();
  }
}
