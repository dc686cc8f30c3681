import { TimeLimit } from "../time-limit.ts";
import { jsonIn, post } from "../post.ts";
import { readRefusal, type AnsweredError } from "../refusal.ts";

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

export interface CommittedBatch {
  readonly writeResults?: readonly object[];
  readonly commitTime: string;
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
  if (!isUnimplemented(answer)) return answer;
  const first = await sendFirst(sent);
  // It does not know the method, unless that is its word on the batch itself.
  if (!isUnimplemented(first)) olderUntilMs.set(url, performance.now() + OLDER_MS);
  return first;
}

/** Sends the first batch by the method `commit`, which each gateway has. */
async function sendFirst({ url, headers, batches }: BatchesToSend): Promise<BatchesAnswer> {
  const [first] = batches;
  return first === undefined ? { committed: [] } : send(`${url}:commit`, headers, first);
}

function isUnimplemented({ committed, error }: BatchesAnswer): boolean {
  return committed.length === 0 && error?.status === "UNIMPLEMENTED";
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
  const committed = status === 200 ? answers.filter(isCommitted) : [];
  const next = answers[committed.length];
  if (committed.length === 0) return failed(readRefusal(answer, status));
  return next === undefined ? { committed } : { committed, error: readRefusal(next, status) };
}

function isCommitted(answered: unknown): answered is CommittedBatch {
  return typeof answered === "object" && answered !== null && "commitTime" in answered;
}

function failed(error: AnsweredError): BatchesAnswer {
  return { committed: [], error };
}
