import { sentHeaders } from "../channel/sent-headers.ts";
import { ErrorCode } from "../constants.ts";
import { TimeLimit } from "../time-limit.ts";
import { jsonIn, post, type PostAnswer } from "../post.ts";
import { messageOf, readRefusal } from "../refusal.ts";
import { isCommitted } from "../write/committed-batch.ts";
import { randomUuid } from "../write/random-uuid.ts";
import type { UnaryAnswer, UnaryCall } from "./unary-call.ts";

/**
 * A unary call to the gateway. A commit, by which a transaction of the SDK's ends, carries a
 * requestId and is sent until it is answered: the SDK would run the whole transaction once more.
 */
export async function callGateway(call: UnaryCall): Promise<UnaryAnswer> {
  const limit = new TimeLimit(call.timeoutMs);
  try {
    return isCommit(call.url) ? await commit(call, limit) : await send(call, limit, isStreamed);
  } finally {
    limit.dispose();
  }
}

function isCommit(url: string): boolean {
  return /\/documents:commit(\?|$)/.test(url);
}

async function commit(call: UnaryCall, limit: TimeLimit): Promise<UnaryAnswer> {
  const requestId = randomUuid();
  const body = JSON.stringify({ ...(jsonIn(call.body) as object), requestId });
  for (let delayMs = FIRST_DELAY_MS; ; delayMs *= 2) {
    const answer = await send({ ...call, body }, limit, isCommitted);
    if (!isUnknown(answer)) return answer;
    await limit.wait(delayMs * (0.5 + Math.random() / 2));
    if (limit.isOver) return OUTCOME_UNKNOWN;
  }
}

const FIRST_DELAY_MS = 200;

/** Whether what was asked for may have been done, although nothing says so. */
function isUnknown({ errorCode, status }: UnaryAnswer): boolean {
  if (status === 200) return errorCode !== ErrorCode.NO_ERROR;
  return status === 0 || (status >= 500 && status !== 501);
}

/** The answer of all other methods: what Firestore streams, as one array. */
function isStreamed(json: unknown): boolean {
  return Array.isArray(json) && typeof json[0] === "object" && json[0] !== null;
}

/** With a code after which the SDK does not run the transaction again. */
const OUTCOME_UNKNOWN: UnaryAnswer = {
  errorCode: ErrorCode.HTTP_ERROR,
  status: 503,
  text: errorText({
    status: "DATA_LOSS",
    message:
      "No answer came, so that nobody knows whether the transaction was applied: read what it wrote before you run it again. [OUTCOME_UNKNOWN]",
  }),
};

async function send(
  { url, headers, body }: UnaryCall,
  { signal }: TimeLimit,
  isAnswer: (json: unknown) => boolean,
): Promise<UnaryAnswer> {
  try {
    const answer = await post(url, { headers: sentHeaders(headers), body, signal });
    return answerOf(answer, isAnswer);
  } catch (error) {
    const errorCode = signal.aborted ? ErrorCode.TIMEOUT : ErrorCode.HTTP_ERROR;
    return { errorCode, status: 0, text: String(error) };
  }
}

function answerOf({ status, text }: PostAnswer, isAnswer: (json: unknown) => boolean): UnaryAnswer {
  const json = jsonIn(text);
  if (status === 200 && isAnswer(json)) return { errorCode: ErrorCode.NO_ERROR, status, text };
  const refusal = readRefusal(json, status);
  const told = { status: refusal.status, message: messageOf(refusal) };
  return { errorCode: ErrorCode.HTTP_ERROR, status, text: errorText(told) };
}

function errorText(error: { readonly status: string; readonly message: string }): string {
  return JSON.stringify({ error });
}
