import { toSdkToken } from "./resume-token.ts";
import type { KeptResult } from "./sdk-target.ts";

/** Most documents that all results have together. */
const MAX_DOCUMENTS = 10_000;

/**
 * The results that the SDK has of targets that it was told of by streams which are over, or which it
 * has left: by a target's token it says that it has them, but not what they are.
 */
export class KeptResults {
  /** By the SDK's tokens, those that were kept last at the end. */
  readonly #results = new Map<string, KeptResult>();

  /** Keeps a result that is whole, at the cost of those that were kept first. */
  keep(kept: KeptResult): void {
    if (!kept.result.isWhole) return;
    this.#results.set(toSdkToken(kept.result.token), kept);
    let documents = 0;
    for (const [token, { result }] of [...this.#results].reverse()) {
      // One that is empty takes memory as well.
      documents += 1 + result.documents.size;
      if (documents > MAX_DOCUMENTS) this.#results.delete(token);
    }
  }

  /** The result that a token stands for, if it is known. */
  of(token: string | undefined): KeptResult | undefined {
    const kept = this.#results.get(token ?? "");
    this.#results.delete(token ?? "");
    return kept;
  }
}
