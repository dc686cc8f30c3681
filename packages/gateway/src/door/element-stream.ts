import { once } from "node:events";
import type { ServerResponse } from "node:http";

/** As much of an answer is held back, in characters, so that a fault in a small one still has a status of its own. */
const HELD_BACK = 256 * 1024;

/**
 * What an answer to a request of Firestore's protocol says of itself. Some are to a GET, which caches
 * on the way would keep for others, what is not there too: they go by the caller.
 */
export const JSON_HEADERS = {
  "Content-Type": "application/json; charset=utf-8",
  "Cache-Control": "private, no-store",
} as const;

/** A JSON array that is sent while it is made. */
export class ElementStream {
  readonly #response: ServerResponse;
  #held = "";
  #isEmpty = true;
  #hasBegun = false;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** Whether anything has been sent: from then on, there is no other status. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /**
   * Sends elements, now or with those that follow. Waits while the client is slower.
   *
   * @returns false where the client is gone
   */
  async send(elements: readonly object[]): Promise<boolean> {
    this.#held += this.#textOf(elements);
    if (this.#held.length < HELD_BACK) return !this.#response.destroyed;
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#response.writeHead(200, JSON_HEADERS);
    }
    const text = this.#held;
    this.#held = "";
    if (this.#response.destroyed) return false;
    if (!this.#response.write(text)) await drained(this.#response);
    return !this.#response.destroyed;
  }

  /** What is still to be sent, to the end of the array. */
  rest(elements: readonly object[]): string {
    const text = this.#held + this.#textOf(elements);
    this.#held = "";
    return `${this.#isEmpty ? "[" : text}]`;
  }

  #textOf(elements: readonly object[]): string {
    let text = "";
    for (const element of elements) {
      text += (this.#isEmpty ? "[" : ",\n") + JSON.stringify(element);
      this.#isEmpty = false;
    }
    return text;
  }
}

/** Until the client has taken what was written, or is gone. */
async function drained(response: ServerResponse): Promise<void> {
  const ended = new AbortController();
  const { signal } = ended;
  await Promise.race([once(response, "drain", { signal }), once(response, "close", { signal })]);
  ended.abort();
}
