import type { Tokens } from "../tokens/issue-tokens.ts";

/** Tokens are good for an hour. */
const RENEW_AFTER_MS = 50 * 60_000;

/** The tokens of a caller, made anew before they expire. */
export class TokenSource {
  readonly #issue: () => Promise<Tokens>;
  readonly #nowMs: () => number;
  #tokens: Promise<Tokens> | undefined;
  #issuedAtMs = 0;

  constructor(issue: () => Promise<Tokens>, nowMs: () => number) {
    this.#issue = issue;
    this.#nowMs = nowMs;
  }

  /** Who asks at the same time waits for the same tokens. */
  current(): Promise<Tokens> {
    const nowMs = this.#nowMs();
    if (this.#tokens !== undefined && nowMs - this.#issuedAtMs < RENEW_AFTER_MS)
      return this.#tokens;
    this.#issuedAtMs = nowMs;
    this.#tokens = this.#issue();
    return this.#tokens;
  }

  /** The next are new ones, unless these, which were refused, are not the current any more. */
  async refuse(tokens: Tokens): Promise<void> {
    if ((await this.#tokens) === tokens) this.#tokens = undefined;
  }
}
