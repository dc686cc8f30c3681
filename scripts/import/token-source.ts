/** An ID token is good for an hour. */
const RENEW_AFTER_MS = 50 * 60_000;

/** The ID token of a caller, made anew before it expires. */
export class TokenSource {
  readonly #issue: () => Promise<string>;
  readonly #nowMs: () => number;
  #token: Promise<string> | undefined;
  #issuedAtMs = 0;

  constructor(issue: () => Promise<string>, nowMs: () => number) {
    this.#issue = issue;
    this.#nowMs = nowMs;
  }

  /** Who asks at the same time waits for the same token. */
  current(): Promise<string> {
    const nowMs = this.#nowMs();
    if (this.#token !== undefined && nowMs - this.#issuedAtMs < RENEW_AFTER_MS) return this.#token;
    this.#issuedAtMs = nowMs;
    this.#token = this.#issue();
    return this.#token;
  }

  /** The next token is a new one, unless this one, which was refused, is not the current any more. */
  async refuse(token: string): Promise<void> {
    if ((await this.#token) === token) this.#token = undefined;
  }
}
