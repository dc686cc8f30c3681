import { TimeLimit } from "../time-limit.ts";
import { jsonIn, post } from "../post.ts";
import { readRefusal, type AnsweredError } from "../refusal.ts";

/** How long an answer is waited for, in milliseconds: a large batch on a slow line takes its time. */
const ANSWER_TIMEOUT_MS = 5 * 60_000;

/** A batch, and the id by which it is applied once. */
export interface IdentifiedBatch {
  readonly requestId: string;
  readonly writes: readonly object[];
}

export interface BatchesToSend {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly batches: readonly IdentifiedBatch[];
}

export interface CommittedBatch {
  readonly writeResults?: readonly object[];
  readonly commitTime: string;
}

/** What came of batches: the first of them were committed, the next failed if there is an error. */
export interface BatchesAnswer {
  readonly committed: readonly CommittedBatch[];
  readonly error?: AnsweredError;
}

/** Sends batches once. Where no answer comes, that is UNAVAILABLE, and each may have been applied. */
export async function sendBatches({
  url,
  headers,
  batches,
}: BatchesToSend): Promise<BatchesAnswer> {
  const limit = new TimeLimit(ANSWER_TIMEOUT_MS);
  try {
    const body = JSON.stringify(batches);
    const { status, text } = await post(url, { headers, body, signal: limit.signal });
    return readAnswer(jsonIn(text), status);
  } catch (error) {
    const message = error instanceof Error ? error.message : "no answer came";
    return failed({ status: "UNAVAILABLE", message: `The gateway: ${message}` });
  } finally {
    limit.dispose();
  }
}

function readAnswer(answer: unknown, status: number): BatchesAnswer {
  if (status !== 200 || !Array.isArray(answer) || answer.length === 0) {
    return failed(readRefusal(answer, status));
  }
  const last: unknown = answer.at(-1);
  if (!isError(last)) return { committed: answer as CommittedBatch[] };
  return { committed: answer.slice(0, -1) as CommittedBatch[], error: readRefusal(last, status) };
}

function isError(answered: unknown): boolean {
  return typeof answered === "object" && answered !== null && "error" in answered;
}

function failed(error: AnsweredError): BatchesAnswer {
  return { committed: [], error };
}
