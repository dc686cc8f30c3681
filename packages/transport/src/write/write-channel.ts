import type { ChannelOptions, StreamChannel } from "../channel/stream-channel.ts";
import { StoredRequestIds } from "../persisted/stored-request-ids.ts";
import { messageOf, type AnsweredError } from "../refusal.ts";
import { tellWriteDelay } from "../settings.ts";
import { canonicalJson } from "./canonical-json.ts";
import { isFinal } from "./is-final.ts";
import { queueKey, uidIn } from "./queue-key.ts";
import { randomUuid } from "./random-uuid.ts";
import { sendCommit, type CommitAnswer } from "./send-commit.ts";
import type { SentBatch } from "./unanswered-batches.ts";
import { writeQueue, type WriteQueue } from "./write-queue.ts";

/** A WriteRequest of Firestore's: the first has no writes. */
interface WriteMessage {
  readonly writes?: readonly object[];
  readonly streamToken?: string;
}

/**
 * A Write stream. Each batch is one commit, and the next is sent when it is answered: a batch that
 * is refused ends the stream, and whatever comes behind it must not be applied before the SDK has
 * sent it again.
 */
export class WriteChannel implements StreamChannel {
  readonly #options: ChannelOptions;
  readonly #queue: WriteQueue;
  readonly #waiting: (readonly object[])[] = [];
  /** What was sent from memory, and not processed by the SDK as far as it has said. */
  #sent: (SentBatch & { readonly position: number })[] = [];
  readonly #stored: StoredRequestIds;
  #answered = 0;
  #isGreeted = false;
  #isSending = false;
  /** Whether the batches so far are such as an earlier stream has sent. */
  #isRepeating = true;
  #state: "open" | "ended" | "closed" = "open";
  #left: readonly SentBatch[] = [];
  #wake: (() => void) | undefined;

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.#queue = writeQueue(queueKey(options));
    const { database, headers } = options;
    this.#stored = new StoredRequestIds({ database, uid: uidIn(headers["authorization"]) });
  }

  open(): void {
    queueMicrotask(() => this.#options.events.opened());
  }

  send(request: object): void {
    const { writes = [], streamToken } = request as WriteMessage;
    if (!this.#isGreeted) {
      this.#isGreeted = true;
      queueMicrotask(() => this.#options.events.message({ streamToken: tokenOf(0) }));
      return;
    }
    this.#processed(Number(streamToken));
    // No writes at all are the SDK's word for the end.
    if (writes.length === 0) return;
    this.#waiting.push(writes);
    if (!this.#isSending) void this.#sendWaiting();
  }

  close(): void {
    if (this.#state === "closed") this.#queue.unanswered.forget(this.#left);
    if (this.#state !== "open") return;
    this.#state = "closed";
    this.#left = this.#queue.unanswered.leave(this.#sent);
    this.#wake?.();
  }

  /** The SDK's requests name the last answer that it has processed. */
  #processed(position: number): void {
    this.#sent = this.#sent.filter((batch) => batch.position > position);
  }

  async #sendWaiting(): Promise<void> {
    this.#isSending = true;
    for (let writes = this.#waiting.shift(); writes; writes = this.#waiting.shift()) {
      const answer = await this.#commit(writes);
      if (this.#state !== "open") return;
      if (!answer.ok) return this.#end(answer.error);
      this.#answered++;
      this.#queue.credentials.taken();
      const { writeResults = [], commitTime } = answer.response;
      const streamToken = tokenOf(this.#answered);
      this.#options.events.message({ streamToken, writeResults, commitTime });
    }
    this.#isSending = false;
  }

  /** Commits a batch, and waits for quotas that refill. */
  async #commit(writes: readonly object[]): Promise<CommitAnswer> {
    const { urls, database, headers } = this.#options;
    const url = `${urls.database}/v1/${database}/documents:commit`;
    const requestId = await this.#requestIdFor(canonicalJson(writes));
    while (this.#state === "open") {
      const answer = await sendCommit({ url, headers, requestId, writes });
      const retryAfterMs = answer.ok ? undefined : refillMs(answer.error);
      if (answer.ok || retryAfterMs === undefined) return answer;
      tellWriteDelay(answer.error);
      await this.#delay(retryAfterMs);
    }
    return CLOSED;
  }

  async #requestIdFor(content: string): Promise<string> {
    return (await this.#stored.next(content)) ?? this.#ownRequestId(content);
  }

  /** The id of a batch that the SDK has in memory. */
  #ownRequestId(content: string): string {
    const repeated = this.#isRepeating ? this.#queue.unanswered.take(content) : undefined;
    this.#isRepeating = repeated !== undefined;
    const requestId = repeated ?? randomUuid();
    this.#sent.push({ requestId, content, position: this.#answered + 1 });
    return requestId;
  }

  #delay(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.min(ms, MAX_TIMER_MS));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #end(error: AnsweredError): void {
    this.#state = "ended";
    const { credentials, unanswered } = this.#queue;
    const status = error.status === "UNAUTHENTICATED" ? credentials.refused() : error.status;
    // What was answered the SDK processes before it learns of the end.
    const left = this.#sent.filter(({ position }) => position > this.#answered);
    if (!isFinal(status)) unanswered.leave(left);
    if (isFault(status) && error.reason !== undefined) tellWriteDelay(error);
    this.#options.events.ended({ status, message: messageOf(error) });
  }
}

/** What comes of a batch whose stream the SDK has closed: nobody is told. */
const CLOSED: CommitAnswer = { ok: false, error: { status: "CANCELLED", message: "closed" } };

/** Opaque to the SDK, and never empty. */
function tokenOf(position: number): string {
  return String(position);
}

/** In how many milliseconds a quota has refilled; undefined for every other error. */
function refillMs({ status, retryAfterMs }: AnsweredError): number | undefined {
  return status === "RESOURCE_EXHAUSTED" ? retryAfterMs : undefined;
}

/** Whether it is neither the write that is wrong, nor a token that the SDK fetches anew. */
function isFault(status: string): boolean {
  return !isFinal(status) && status !== "UNAUTHENTICATED";
}

/** The longest that a timer takes. */
const MAX_TIMER_MS = 2 ** 31 - 1;
