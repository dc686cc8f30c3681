import type { TargetSnapshot } from "../../../gateway/src/api/listen.ts";
import type { ListenResponseJson, TargetJson } from "./listen-json.ts";
import { responsesFor, resultReset } from "./result-responses.ts";
import { fromSdkToken } from "./resume-token.ts";
import { isSameResult, nextResult, type TargetResult } from "./target-result.ts";

/** What the SDK has of a target that it may come back to. */
export interface KeptResult {
  readonly result: TargetResult;
  /** Whether it still shows that as current. */
  readonly isCurrent: boolean;
}

let lastId = 0;

/** A target of the SDK's, whichever stream it comes by. */
export class SdkTarget {
  /** What the gateway knows it by. */
  readonly id: string;
  readonly targetId: number;
  /** What names of documents start with. */
  readonly root: string;
  /** The name of the document that it is; undefined for a query. */
  readonly document: string | undefined;
  /** The result that the SDK's token stands for, where it is known as a whole. */
  readonly resumed: TargetResult | undefined;
  /** Whether the SDK was told that it is listened to. */
  isAdded = false;
  /** Whether a request was refused for what may be wrong of it, so that it is asked for alone. */
  isSuspect = false;
  #refusals = 0;
  #waitedMs = 0;
  readonly #message: object;
  readonly #token: string | undefined;
  readonly #isResumed: boolean;
  #later: TargetResult[] = [];
  /** What the SDK has. */
  #held: TargetResult | undefined;
  /** Whether the SDK takes that for current, if only since the stream before this one. */
  #isShown: boolean;
  /** Whether it was told so by this one. */
  #isCurrent = false;
  #knownUntil = "";

  /** @param kept what the SDK's token stands for, where that is known */
  constructor(target: TargetJson, root: string, kept?: KeptResult) {
    const { targetId, resumeToken, readTime, expectedCount: _, ...message } = target;
    lastId += 1;
    this.id = `t${String(lastId)}`;
    this.targetId = targetId;
    this.root = root;
    this.#message = message;
    this.document = message.documents?.documents?.[0];
    this.resumed = kept?.result;
    this.#held = kept?.result;
    this.#isShown = kept?.isCurrent === true;
    this.#token = resumeToken === undefined ? undefined : fromSdkToken(resumeToken);
    this.#isResumed = resumeToken !== undefined || readTime !== undefined;
  }

  /** The latest result; undefined before the first. */
  get latest(): TargetResult | undefined {
    return this.#later.at(-1) ?? (this.#isCurrent ? this.#held : undefined);
  }

  /** The result that the SDK takes for current; undefined where it takes none. */
  get told(): TargetResult | undefined {
    return this.#isShown ? this.#held : undefined;
  }

  /** The results that came after that, in the order of their times. */
  get later(): readonly TargetResult[] {
    return this.#later;
  }

  /** Whether the SDK was told last that it is a document which is missing. */
  get isMissing(): boolean {
    return this.document !== undefined && this.told?.documents.size === 0;
  }

  /** The time until which what the SDK was told last is known to be so. */
  get knownUntil(): string {
    const { readTime = "" } = this.told ?? {};
    const isLatest = this.#later.length === 0;
    return isLatest && this.#knownUntil > readTime ? this.#knownUntil : readTime;
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
    const known = isPoll || this.document !== undefined ? undefined : this.#token;
    const token = this.latest?.token ?? known;
    return { id: this.id, message: this.#message, ...(token !== undefined && { token }) };
  }

  /** Takes a result, unless a later one is there. */
  show(result: TargetResult): void {
    this.isSuspect = false;
    this.#refusals = 0;
    this.#waitedMs = 0;
    const last = this.#later.at(-1) ?? this.#held;
    // An instance may know of no later time at which a result is as it was.
    const isLater = last === undefined || result.readTime >= last.readTime;
    if (isLater || (!this.#isCurrent && isSameResult(result, last))) this.#later.push(result);
  }

  /** A stream that tells of it has told all until this time. */
  know(until: string): void {
    if (until > this.#knownUntil) this.#knownUntil = until;
  }

  /**
   * What takes the SDK from what it has to a later result.
   *
   * @param next one of {@link later}; what is before it is told no more
   */
  takeResponses(next: TargetResult): readonly ListenResponseJson[] {
    const [before, isFirst] = [this.#held, !this.#isCurrent];
    this.#later.splice(0, this.#later.indexOf(next) + 1);
    this.#held = next;
    this.#isShown = true;
    this.#isCurrent = true;
    const { targetId, document } = this;
    return responsesFor({ targetId, document, isResumed: this.#isResumed, isFirst }, before, next);
  }

  /** What has the SDK take for current no more what it has of it. */
  takeReset(): ListenResponseJson {
    this.#later = this.latest === undefined ? [] : [this.latest];
    this.#held = undefined;
    this.#isShown = false;
    this.#isCurrent = false;
    return resultReset(this.targetId);
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
    this.#result = target.latest ?? target.resumed;
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
