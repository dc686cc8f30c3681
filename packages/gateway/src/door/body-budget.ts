import { GatewayError } from "../errors/error.ts";

/** Most bytes of a request's body: Firestore's own limit for one request. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

/**
 * What a request takes of an instance's memory until it is answered, at most, as measured: for each
 * byte of its body, which is there as bytes and text, in parts and as Firestore is sent it; and for
 * each value and each name of a field in it. See docs/security.md.
 */
const MEMORY_PER_BYTE = 8;
const MEMORY_PER_NODE = 240;
/** The part of an instance's memory that large requests may take: more than half of it is never Node's heap. */
const PART_OF_MEMORY = 0.35;
/** Requests that take so little are let in whatever else is under way, so that large ones keep nobody out. */
const SMALL = 512 * 1024;

/** What is known of a request's body: first how long it is, then what it holds. */
export interface BodySize {
  readonly bytes: number;
  /** Values and names of fields. */
  readonly nodes?: number;
}

/**
 * Bounds the memory of the large requests that are under way in the whole instance, from the
 * moment that one is announced until it is answered.
 */
export class BodyBudget {
  /** In bytes. */
  readonly limit: number;
  #free: number;

  /** @param memoryMib of the instance */
  constructor(memoryMib: number) {
    // As many bytes as may be must have room, on an instance of any size.
    const least = MEMORY_PER_BYTE * MAX_BODY_BYTES;
    this.limit = Math.max(least, memoryMib * 1024 * 1024 * PART_OF_MEMORY);
    this.#free = this.limit;
  }

  /** The share of one request: nothing yet. */
  open(): BodyShare {
    return new BodyShare(this);
  }

  /** Takes so many bytes, or gives back negative ones; false where there are too few. */
  take(bytes: number): boolean {
    if (bytes > this.#free) return false;
    this.#free -= bytes;
    return true;
  }
}

/** What one request has of the budget. */
export class BodyShare {
  readonly #budget: BodyBudget;
  #bytes = 0;

  constructor(budget: BodyBudget) {
    this.#budget = budget;
  }

  /**
   * Makes room for a body of that size in all.
   *
   * @throws GatewayError GATEWAY_UNAVAILABLE where there is none now, REQUEST_TOO_LARGE where there never is
   */
  hold({ bytes, nodes = 0 }: BodySize): void {
    const memory = bytes * MEMORY_PER_BYTE + nodes * MEMORY_PER_NODE;
    const more = memory - this.#bytes;
    if (memory <= SMALL || more <= 0) return;
    if (memory > this.#budget.limit) throw tooLarge(bytes, this.#budget.limit);
    if (!this.#budget.take(more)) throw busy();
    this.#bytes = memory;
  }

  /** Gives all of it back. */
  release(): void {
    this.#budget.take(-this.#bytes);
    this.#bytes = 0;
  }
}

function tooLarge(bytes: number, limit: number): GatewayError {
  const limitValues = Math.floor((limit - bytes * MEMORY_PER_BYTE) / MEMORY_PER_NODE);
  return new GatewayError(
    "REQUEST_TOO_LARGE",
    `A request of this length may hold ${String(limitValues)} values and names of fields; send it in several calls.`,
    { limitValues },
  );
}

function busy(): GatewayError {
  return new GatewayError(
    "GATEWAY_UNAVAILABLE",
    "Too many large requests are under way, and nothing was changed. Try again in a second.",
    { retryAfterMs: 1_000 },
  );
}
