import { TimeLimit } from "../time-limit.ts";
import { jsonIn, post } from "../post.ts";
import { readRefusal, type AnsweredError } from "../refusal.ts";
import { isCommitted, type CommittedBatch } from "./committed-batch.ts";

/** How long an answer is waited for, in milliseconds: a large batch on a slow line takes its time. */
const ANSWER_TIMEOUT_MS = 5 * 60_000;

/** How long a gateway is taken for one that is older than the method `write`, in milliseconds. */
const OLDER_MS = 10 * 60_000;

/** Until when those gateways are that answered so, by the URL. */
const olderUntilMs = new Map<string, number>();

/** A batch, and the id by which it is applied once. */
export interface IdentifiedBatch {
  readonly requestId: string;
  readonly writes: readonly object[];
}

export interface BatchesToSend {
  /** The database's, up to `documents`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly batches: readonly IdentifiedBatch[];
}

/** What came of batches: the first of them were committed, the next failed if there is an error. */
export interface BatchesAnswer {
  readonly committed: readonly CommittedBatch[];
  readonly error?: AnsweredError;
}

/**
 * Sends batches once, or the first of them. Where no answer comes, that is UNAVAILABLE, and each may
 * have been applied.
 */
export async function sendBatches(sent: BatchesToSend): Promise<BatchesAnswer> {
  const { url, headers, batches } = sent;
  if (performance.now() < (olderUntilMs.get(url) ?? 0)) return sendFirst(sent);
  const answer = await send(`${url}:write`, headers, batches);
  // What is too deep or too large in one of them has the whole request refused.
  if (batches.length > 1 && isRefused(answer, "INVALID_ARGUMENT")) {
    return send(`${url}:write`, headers, batches.slice(0, 1));
  }
  if (!isRefused(answer, "UNIMPLEMENTED")) return answer;
  const first = await sendFirst(sent);
  // It does not know the method, unless that is its word on the batch itself.
  if (!isRefused(first, "UNIMPLEMENTED")) olderUntilMs.set(url, performance.now() + OLDER_MS);
  return first;
}

/** Sends the first batch by the method `commit`, which each gateway has. */
async function sendFirst({ url, headers, batches }: BatchesToSend): Promise<BatchesAnswer> {
  const [first] = batches;
  return first === undefined ? { committed: [] } : send(`${url}:commit`, headers, first);
}

/** Whether the first batch, or the whole request, was refused so. */
function isRefused({ committed, error }: BatchesAnswer, status: string): boolean {
  return committed.length === 0 && error?.status === status;
}

/** @param sent one commit, or an array of several */
async function send(
  url: string,
  headers: BatchesToSend["headers"],
  sent: IdentifiedBatch | readonly IdentifiedBatch[],
): Promise<BatchesAnswer> {
  const limit = new TimeLimit(ANSWER_TIMEOUT_MS);
  try {
    const { status, text } = await post(url, {
      headers,
      body: JSON.stringify(sent),
      signal: limit.signal,
    });
    return readAnswer(jsonIn(text), status);
  } catch (error) {
    const message = error instanceof Error ? error.message : "no answer came";
    return failed({ status: "UNAVAILABLE", message: `The gateway: ${message}`, isLost: true });
  } finally {
    limit.dispose();
  }
}

/** What something else answers in the gateway's place commits nothing. */
function readAnswer(answer: unknown, status: number): BatchesAnswer {
  const answers = (Array.isArray(answer) ? answer : [answer]) as readonly unknown[];
  const end = answers.findIndex((one) => status !== 200 || !isCommitted(one));
  const committed = answers.slice(0, end === -1 ? undefined : end).filter(isCommitted);
  const next = answers[committed.length];
  if (committed.length === 0) return failed(readRefusal(answer, status));
  return next === undefined ? { committed } : { committed, error: readRefusal(next, status) };
}

function failed(error: AnsweredError): BatchesAnswer {
  return { committed: [], error };
}
