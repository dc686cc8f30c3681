import type { ChannelOptions, StreamChannel } from "../channel/stream-channel.ts";
import { StoredRequestIds } from "../persisted/stored-request-ids.ts";
import { messageOf, type AnsweredError } from "../refusal.ts";
import { tellWriteDelay } from "../settings.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { CommittedBatch } from "./committed-batch.ts";
import { isFinal } from "./is-final.ts";
import { nextTurn } from "./next-turn.ts";
import { queueKey, uidIn } from "./queue-key.ts";
import { randomUuid } from "./random-uuid.ts";
import { sendBatches, type IdentifiedBatch } from "./send-batches.ts";
import type { SentBatch } from "./unanswered-batches.ts";
import { writeQueue, type WriteQueue } from "./write-queue.ts";

/** Most batches of a request: as many as the SDK has on their way, and the gateway takes. */
const MAX_BATCHES = 10;
/** Most characters of a request's batches, unless it is one alone. */
const MAX_LENGTH = 1_000_000;

/** A batch as it comes from the SDK. */
interface ComingBatch {
  readonly writes: readonly object[];
  /** The writes, in JSON. */
  readonly content: string;
}

interface WaitingBatch extends IdentifiedBatch {
  readonly content: string;
}

/** A WriteRequest of Firestore's: the first has no writes. */
interface WriteMessage {
  readonly writes?: readonly object[];
  readonly streamToken?: string;
}

/**
 * A Write stream. All batches that wait are sent in one request, and the next request when it is
 * answered: the gateway applies them in their order up to the first that is refused, which ends the
 * stream, and whatever comes behind it must not be applied before the SDK has sent it again.
 */
export class WriteChannel implements StreamChannel {
  readonly #options: ChannelOptions;
  readonly #queue: WriteQueue;
  #coming: ComingBatch[] = [];
  readonly #waiting: WaitingBatch[] = [];
  /** What has an id, and is not processed by the SDK as far as it has said. */
  #sent: (SentBatch & { readonly position: number })[] = [];
  /** Undefined where the SDK's queue is in memory. */
  #stored: StoredRequestIds | undefined;
  #identified = 0;
  #answered = 0;
  #isGreeted = false;
  #isIdentifying = false;
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
    this.#coming.push({ writes, content: canonicalJson(writes) });
    if (!this.#isIdentifying) void this.#identifyComing();
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

  /** Before they are sent, which takes its time: another tab may send them meanwhile. */
  async #identifyComing(): Promise<void> {
    this.#isIdentifying = true;
    // What the SDK sends in this turn goes along.
    await nextTurn();
    while (this.#state === "open" && this.#coming.length > 0) {
      const coming = this.#coming;
      this.#coming = [];
      const stored = await this.#stored?.next(coming.map(({ content }) => content));
      if (this.#state !== "open") break;
      for (const [index, { writes, content }] of coming.entries()) {
        const requestId = this.#requestId(content, stored?.[index]);
        this.#waiting.push({ writes, content, requestId });
      }
      if (!this.#isSending) void this.#sendWaiting();
    }
    this.#isIdentifying = false;
  }

  async #sendWaiting(): Promise<void> {
    this.#isSending = true;
    while (this.#state === "open" && this.#waiting.length > 0) {
      const error = await this.#sendAll(this.#takeTogether());
      if (this.#state === "open" && error !== undefined) this.#end(error);
    }
    this.#isSending = false;
  }

  /** The next batches, as many as one request takes. */
  #takeTogether(): readonly IdentifiedBatch[] {
    let size = 0;
    const tooMuch = this.#waiting.findIndex(({ content }, index) => {
      size += content.length;
      return index === MAX_BATCHES || (index > 0 && size > MAX_LENGTH);
    });
    const together = this.#waiting.splice(0, tooMuch === -1 ? this.#waiting.length : tooMuch);
    return together.map(({ requestId, writes }) => ({ requestId, writes }));
  }

  /** Sends batches until all are answered, and waits for quotas that refill. @returns what ends the stream */
  async #sendAll(batches: readonly IdentifiedBatch[]): Promise<AnsweredError | undefined> {
    const { urls, database, headers } = this.#options;
    const url = `${urls.database}/v1/${database}/documents`;
    let left = batches;
    while (left.length > 0 && this.#state === "open") {
      const { committed, error } = await sendBatches({ url, headers, batches: left });
      if (this.#state !== "open") return undefined;
      for (const batch of committed) this.#tell(batch);
      left = left.slice(committed.length);
      if (error === undefined) continue;
      const retryAfterMs = refillMs(error);
      if (retryAfterMs === undefined) return error;
      tellWriteDelay(error);
      await this.#delay(retryAfterMs);
    }
    return undefined;
  }

  #tell({ writeResults = [], commitTime }: CommittedBatch): void {
    this.#answered++;
    const { credentials, unanswered } = this.#queue;
    credentials.taken();
    const answered = this.#sent.find(({ position }) => position === this.#answered);
    if (answered !== undefined) unanswered.answered(answered);
    const streamToken = tokenOf(this.#answered);
    this.#options.events.message({ streamToken, writeResults, commitTime });
  }

  /** @param storedId the id by its place in a queue that is stored, if it is in one */
  #requestId(content: string, storedId: string | undefined): string {
    const { unanswered } = this.#queue;
    const repeated = this.#isRepeating ? unanswered.take(content, storedId) : undefined;
    this.#isRepeating = repeated !== undefined;
    const ownId = storedId === undefined || unanswered.isAnswered(storedId) ? undefined : storedId;
    const requestId = repeated?.requestId ?? ownId ?? randomUuid();
    const isStored = repeated?.isStored ?? ownId !== undefined;
    // With it all are in memory that come behind it.
    if (!isStored) this.#stored = undefined;
    this.#identified++;
    this.#sent.push({ requestId, content, isStored, position: this.#identified });
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
    const refused = isFinal(status) ? this.#answered + 1 : undefined;
    // A batch that is refused for good does not come again; those behind it do.
    unanswered.leave(left.filter(({ position }) => position !== refused));
    if (isFault(status) && error.isLost !== true) tellWriteDelay(error);
    this.#options.events.ended({ status, message: messageOf(error) });
  }
}

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
