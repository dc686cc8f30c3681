import type { Response } from "../../api/api.ts";
import { PlainError } from "../command/plain-error.ts";
import { isTransient, type ImportAnswer, type ImportRefusal } from "./answer.ts";
import type { Batch } from "./batches.ts";
import type { RowWrite } from "./row-writes.ts";

/** What came of one write. */
export type BatchOutcome = Response<"batchWrite">["results"][number];

/** What a sender needs of the world. */
export interface Surroundings {
  /** Calls batchWrite with a request as JSON. */
  readonly batchWrite: (data: string) => Promise<ImportAnswer<Response<"batchWrite">>>;
  /** A clock that never goes back. */
  readonly nowMs: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** How often in a row a batch may fail before the import gives up; it has then tried for a minute. */
export const MAX_FAILURES = 8;
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;

/**
 * Sends batches until every write has its outcome. Each write sets a whole document, so that
 * sending it again is harmless, whatever became of it before.
 */
export class BatchSender {
  readonly #surroundings: Surroundings;
  #pausedUntilMs = 0;
  #backingOff = 0;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** How long nothing will be sent, since a quota is used up; 0 while it is not. */
  get pausedMs(): number {
    return Math.max(0, this.#pausedUntilMs - this.#surroundings.nowMs());
  }

  /** Whether a batch has failed, and waits for its next try. */
  get isBackingOff(): boolean {
    return this.#backingOff > 0;
  }

  /**
   * @returns one outcome for each write, in order; none of them is worth another try
   * @throws PlainError when the gateway refuses the batch for good, or fails too often
   */
  async send(batch: Batch): Promise<readonly BatchOutcome[]> {
    const outcomes = new Map<RowWrite, BatchOutcome>();
    let pending = batch;
    for (let failures = 0; pending.length > 0;) {
      const failure = await this.#attempt(pending, outcomes);
      if (failure !== undefined) {
        failures += 1;
        await this.#backOff(failures, failure);
      }
      pending = pending.filter((write) => !outcomes.has(write));
    }
    return batch.map((write) => outcomes.get(write) as BatchOutcome);
  }

  /** Sends once. What is then without an outcome is to be sent again, later if this is a failure. */
  async #attempt(
    batch: Batch,
    outcomes: Map<RowWrite, BatchOutcome>,
  ): Promise<Failure | undefined> {
    while (this.pausedMs > 0) await this.#surroundings.wait(this.pausedMs);
    const answer = await this.#surroundings.batchWrite(requestOf(batch));
    if (answer.ok) return settle(batch, answer.result.results, outcomes);
    const { retryAfterMs } = answer.details;
    if (answer.code === "resource-exhausted" && typeof retryAfterMs === "number") {
      const untilMs = this.#surroundings.nowMs() + retryAfterMs;
      this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
      return undefined;
    }
    if (isTransient(answer)) return answer;
    if (answer.code !== "invalid-argument") throw new PlainError(answer.message);
    await this.#divide(batch, answer, outcomes);
    return undefined;
  }

  /** What is wrong with the request as a whole is wrong with one of its writes: it is found by halving. */
  async #divide(
    batch: Batch,
    { code, message, details }: ImportRefusal,
    outcomes: Map<RowWrite, BatchOutcome>,
  ): Promise<void> {
    const [write] = batch;
    if (write !== undefined && batch.length === 1) {
      outcomes.set(write, { error: { code, message, details } });
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    for (const half of [batch.slice(0, middle), batch.slice(middle)]) {
      const halfOutcomes = await this.send(half);
      half.forEach((item, at) => outcomes.set(item, halfOutcomes[at] as BatchOutcome));
    }
  }

  async #backOff(failures: number, { message }: Failure): Promise<void> {
    if (failures === MAX_FAILURES) {
      throw new PlainError(
        `${message} It was tried ${String(failures)} times. The same command again goes on.`,
      );
    }
    const backoffMs = Math.min(FIRST_BACKOFF_MS * 2 ** (failures - 1), MAX_BACKOFF_MS);
    this.#backingOff += 1;
    await this.#surroundings.wait(backoffMs * (0.5 + this.#surroundings.random() / 2));
    this.#backingOff -= 1;
  }
}

/** Why writes are without an outcome. */
interface Failure {
  readonly message: string;
}

/** Keeps the outcomes that are final. */
function settle(
  batch: Batch,
  results: readonly BatchOutcome[],
  outcomes: Map<RowWrite, BatchOutcome>,
): Failure | undefined {
  let failure: Failure | undefined;
  for (const [at, write] of batch.entries()) {
    const result = results[at] ?? { error: NO_RESULT };
    if ("error" in result && isTransient(result.error)) failure ??= result.error;
    else outcomes.set(write, result);
  }
  return failure;
}

const NO_RESULT = {
  code: "unavailable",
  message: "The gateway answered with fewer results than there were writes.",
  details: {},
};

function requestOf(batch: Batch): string {
  return `{"atomic":false,"writes":[${batch.map(({ json }) => json).join(",")}]}`;
}
