import type { TargetSnapshot } from "../../../gateway/src/api/listen.ts";
import type { ListenResponseJson, TargetJson } from "./listen-json.ts";
import { responsesFor } from "./result-responses.ts";
import { fromSdkToken } from "./resume-token.ts";
import { nextResult, type TargetResult } from "./target-result.ts";

let lastId = 0;

/** A target of the SDK's, whichever stream it comes by. */
export class SdkTarget {
  /** What the gateway knows it by. */
  readonly id: string;
  readonly targetId: number;
  /** What names of documents start with. */
  readonly root: string;
  /** Whether the SDK was told that it is listened to. */
  isAdded = false;
  /** Whether a request was refused for what may be wrong of it, so that it is asked for alone. */
  isSuspect = false;
  #refusals = 0;
  #waitedMs = 0;
  readonly #message: object;
  readonly #document: string | undefined;
  readonly #token: string | undefined;
  readonly #isResumed: boolean;
  #latest: TargetResult | undefined;
  #told: TargetResult | undefined;

  constructor(target: TargetJson, root: string) {
    const { targetId, resumeToken, readTime, expectedCount: _, ...message } = target;
    lastId += 1;
    this.id = `t${String(lastId)}`;
    this.targetId = targetId;
    this.root = root;
    this.#message = message;
    this.#document = message.documents?.documents?.[0];
    this.#token = resumeToken === undefined ? undefined : fromSdkToken(resumeToken);
    this.#isResumed = resumeToken !== undefined || readTime !== undefined;
  }

  /** The latest result; undefined before the first. */
  get latest(): TargetResult | undefined {
    return this.#latest;
  }

  /** How often in a row it was refused for a reason that passes. */
  get refusals(): number {
    return this.#refusals;
  }

  /** How long it waits for that in all, in milliseconds. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

  /** It is refused for a reason that passes within this time. */
  waits(ms: number): void {
    this.#refusals += 1;
    this.#waitedMs += ms;
  }

  /** What is asked for, in a stream or in a poll. */
  askedFor(isPoll: boolean): object {
    // The SDK would take a document as missing of which nothing is told, and a poll that has nothing
    // new for its token waits: so what the SDK has from before is not built upon.
    const known = isPoll || this.#document !== undefined ? undefined : this.#token;
    const token = this.#latest?.token ?? known;
    return { id: this.id, message: this.#message, ...(token !== undefined && { token }) };
  }

  /** Takes a result, unless a later one is there. */
  show(result: TargetResult): void {
    this.isSuspect = false;
    this.#refusals = 0;
    this.#waitedMs = 0;
    if (this.#latest === undefined || result.readTime >= this.#latest.readTime) {
      this.#latest = result;
    }
  }

  /** What the SDK has to be told since it was asked last. */
  takeResponses(): readonly ListenResponseJson[] {
    const [before, next] = [this.#told, this.#latest];
    if (next === undefined || next === before) return [];
    this.#told = next;
    const { targetId } = this;
    const target = { targetId, document: this.#document, isResumed: this.#isResumed };
    return responsesFor(target, before, next);
  }
}

/**
 * A target as one stream tells it: from what it was when the stream was asked for, since that is
 * what its changes are of.
 */
export class StreamedResult {
  readonly target: SdkTarget;
  readonly asked: object;
  #result: TargetResult | undefined;
  /** Whether the stream has told its result. */
  isAnswered = false;

  constructor(target: SdkTarget, isPoll: boolean) {
    this.target = target;
    this.asked = target.askedFor(isPoll);
    this.#result = target.latest;
  }

  /**
   * Takes what the stream tells.
   *
   * @returns false where that can't be brought together with what another stream has told: changes
   * of what the SDK had from before, after the whole result
   */
  take(snapshot: TargetSnapshot): boolean {
    const next = nextResult(this.#result, snapshot, this.target.root);
    if (!next.isWhole && this.target.latest?.isWhole === true) return false;
    this.isAnswered = true;
    this.#result = next;
    this.target.show(next);
    return true;
  }
}
