/** After so many refusals in a row, tokens that are fetched anew are no better. */
const MOST = 2;

/**
 * Counts refusals of a user's credentials. The SDK fetches a new token and tries again for as long
 * as it is told UNAUTHENTICATED: which mends a token that has expired, and nothing else.
 */
export class CredentialRefusals {
  #inARow = 0;

  taken(): void {
    this.#inARow = 0;
  }

  /** The code by which the SDK does what can help. */
  refused(): "UNAUTHENTICATED" | "PERMISSION_DENIED" {
    this.#inARow++;
    return this.#inARow > MOST ? "PERMISSION_DENIED" : "UNAUTHENTICATED";
  }
}
