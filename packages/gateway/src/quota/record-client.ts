import { StoreError, type StoreCall } from "../documents/store.ts";
import { BatchQueue } from "./batch-queue.ts";
import type { Clock } from "./clock.ts";
import type { Outage } from "./outage.ts";
import { Patience } from "./patience.ts";

/** What a record client does for one call. */
export interface ClientCharge {
  readonly call: StoreCall;
}

/** What an exchange with a record is for. */
export interface Purpose<Charge> {
  /** The calls that wait for it, in the order in which they came. */
  readonly waiting: readonly Charge[];
  /** Tokens are to be fetched before calls have to wait for them. */
  readonly renews: boolean;
  /** What is to be given back, where no call waits: the tokens, or all, as this instance leaves. */
  readonly returns: "tokens" | "all" | false;
}

/** Why the calls that wait get no answer from the record. */
export interface ExchangeFailure<Request> {
  /** The request that failed; undefined where none was sent, as others had failed shortly before. */
  readonly request: Request | undefined;
  readonly cause: StoreError | undefined;
  /** Whether the database can't be reached, and not this record alone. */
  readonly isOutage: boolean;
}

/**
 * What one instance holds of one record: tokens that it has taken in advance, and what it knows of
 * the rest. All times are in milliseconds on the instance's monotonic clock.
 */
export interface Holdings<Charge, Answer, Request, Reply> {
  /** Counts a call as demand. */
  addDemand(charge: Charge, nowMs: number): void;
  /** Answers a call as the record surely would; undefined where the record must be asked. */
  answer(charge: Charge, nowMs: number): Answer | undefined;
  /** Whether tokens should be fetched now that a call was answered from memory. */
  isRenewalDue(charge: Charge, answer: Answer, nowMs: number): boolean;
  /** Whether there is anything to give back. */
  hasAny(nowMs: number): boolean;
  /** Whether the record must be told of debts though no call waits. */
  readonly hasDebts: boolean;
  /** Makes the next request. From then on until {@link accept} or {@link retract}, what it offers to the record can't be spent. */
  request(purpose: Purpose<Charge>, nowMs: number): Request;
  /** Takes the record's reply over. @returns One answer for each call that waited. */
  accept(request: Request, reply: Reply, nowMs: number): readonly (Answer | Error)[];
  /** Takes a request back that has failed. @param outcomeUnknown - Whether the record may have it. */
  retract(request: Request, outcomeUnknown: boolean): void;
  /** Answers the calls that waited without the record. */
  answerWithoutRecord(
    waiting: readonly Charge[],
    failure: ExchangeFailure<Request>,
    nowMs: number,
  ): readonly (Answer | Error)[];
}

/** A request to a record, which waits for as long as patience says. */
export interface PatientCall extends Pick<StoreCall, "meter"> {
  readonly patience: Patience;
}

export interface RecordClientOptions<Request, Reply> {
  /** The record's key in its store. */
  readonly key: string;
  /** Sends a request to the record. It rejects with a StoreError where that fails. */
  readonly exchange: (request: Request, call: PatientCall) => Promise<Reply>;
  readonly clock: Clock;
  /** What this instance knows of the database being out of reach. */
  readonly outage: Outage;
  /** The longest that a call waits for a database that doesn't answer, in milliseconds. */
  readonly maxWaitMs: number;
}

/**
 * Charges calls against one record from one instance: from memory where its holdings can answer,
 * and else by an exchange with the record, one at a time, for all calls that wait by then.
 */
export class RecordClient<Charge extends ClientCharge, Answer, Request, Reply> {
  readonly #holdings: Holdings<Charge, Answer, Request, Reply>;
  readonly #options: RecordClientOptions<Request, Reply>;
  readonly #queue: BatchQueue<Charge, Answer>;
  #renews = false;
  #returns: Purpose<Charge>["returns"] = false;

  constructor(
    holdings: Holdings<Charge, Answer, Request, Reply>,
    options: RecordClientOptions<Request, Reply>,
  ) {
    this.#holdings = holdings;
    this.#options = options;
    this.#queue = new BatchQueue({
      answer: (charge) => holdings.answer(charge, options.clock.monotonic()),
      run: (waiting) => this.#run(waiting),
    });
  }

  /** Resolves, and never rejects, when no exchange is under way any more; undefined where none is. */
  get underWay(): Promise<void> | undefined {
    return this.#queue.running;
  }

  /** Charges a call. @throws StoreError where the record can't be reached, and nothing else may answer. */
  charge(charge: Charge): Answer | Promise<Answer> {
    const nowMs = this.#options.clock.monotonic();
    this.#holdings.addDemand(charge, nowMs);
    // The calls that wait came first.
    const answer = this.#queue.hasWaiting ? undefined : this.#holdings.answer(charge, nowMs);
    if (answer === undefined) return this.#queue.add(charge);
    const isIdle = this.#queue.running === undefined;
    if (isIdle && this.#holdings.isRenewalDue(charge, answer, nowMs)) {
      this.#renews = true;
      void this.#queue.run();
    }
    return answer;
  }

  /** Gives back what is held, unless calls come meanwhile. */
  async giveBack(returns: "tokens" | "all"): Promise<void> {
    this.#returns = this.#returns === "all" ? "all" : returns;
    await this.#queue.run();
    // The exchange that was under way when it was asked for had another purpose.
    if (this.#isReturnDue) await this.#queue.run();
  }

  /** Tells the record of debts, if there are any. */
  async reportDebts(): Promise<void> {
    if (this.#holdings.hasDebts) await this.#queue.run();
  }

  get #isReturnDue(): boolean {
    return this.#returns !== false;
  }

  async #run(waiting: readonly Charge[]): Promise<readonly (Answer | Error)[]> {
    const { key, exchange, clock, outage, maxWaitMs } = this.#options;
    const sinceMs = clock.monotonic();
    const purpose = this.#takePurpose(waiting, sinceMs);
    if (purpose === undefined) return [];
    if (!outage.mayTry(key, sinceMs)) {
      return this.#answerWithoutRecord(waiting, undefined, outage.causeOf(key));
    }
    const request = this.#holdings.request(purpose, clock.monotonic());
    const meter = waiting[0]?.call.meter;
    // A call waits for the exchange before its own, and for its own.
    const call = { patience: new Patience(clock, maxWaitMs / 2), ...(meter && { meter }) };
    let reply: Reply;
    try {
      reply = await exchange(request, call);
    } catch (error) {
      this.#holdings.retract(request, error instanceof StoreError && error.outcomeUnknown);
      if (!(error instanceof StoreError)) throw error;
      outage.failed(key, { error, sinceMs, nowMs: clock.monotonic() });
      return this.#answerWithoutRecord(waiting, request, error);
    }
    outage.reached(key, clock.monotonic());
    return this.#holdings.accept(request, reply, clock.monotonic());
  }

  /** What the next exchange is for; undefined where nothing is due. */
  #takePurpose(waiting: readonly Charge[], nowMs: number): Purpose<Charge> | undefined {
    const mayReturn = waiting.length === 0 && this.#holdings.hasAny(nowMs);
    const purpose = { waiting, renews: this.#renews, returns: mayReturn && this.#returns };
    this.#renews = this.#returns = false;
    const { renews, returns } = purpose;
    const isDue = waiting.length > 0 || renews || returns !== false || this.#holdings.hasDebts;
    return isDue ? purpose : undefined;
  }

  #answerWithoutRecord(
    waiting: readonly Charge[],
    request: Request | undefined,
    cause: StoreError | undefined,
  ): readonly (Answer | Error)[] {
    const { clock, outage } = this.#options;
    const failure = { request, cause, isOutage: outage.isOn };
    return this.#holdings.answerWithoutRecord(waiting, failure, clock.monotonic());
  }
}
