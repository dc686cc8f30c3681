/** What is so small needs no room: 1,000 streams of it are 64 MiB. */
const FREE_BYTES = 64 * 1024;

interface WaitingFrames {
  readonly bytes: number;
  readonly enter: () => void;
}

/**
 * The memory that what is being told to all clients of an instance may take together. A client that
 * takes it slowly holds its part of it, and who would need more than is left waits.
 */
export class FrameRoom {
  readonly #maxBytes: number;
  #usedBytes = 0;
  #waiting: readonly WaitingFrames[] = [];

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Waits until there is room, in the order in which was asked. What is larger than all of it has
   * it alone.
   *
   * @returns what gives the room back; undefined where the signal came first
   */
  async enter(bytes: number, signal: AbortSignal): Promise<(() => void) | undefined> {
    if (bytes <= FREE_BYTES) return () => {};
    const held = Math.min(bytes, this.#maxBytes);
    if (this.#waiting.length === 0 && this.#fits(held)) this.#usedBytes += held;
    else if (!(await this.#wait(held, signal))) return undefined;
    return () => {
      this.#usedBytes -= held;
      this.#admit();
    };
  }

  #fits(bytes: number): boolean {
    return this.#usedBytes + bytes <= this.#maxBytes;
  }

  /** @returns false where the signal came first */
  async #wait(bytes: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiting = { bytes, enter: () => resolve(true) };
    const giveUp = () => {
      this.#waiting = this.#waiting.filter((one) => one !== waiting);
      resolve(false);
      this.#admit();
    };
    this.#waiting = [...this.#waiting, waiting];
    signal.addEventListener("abort", giveUp, { once: true });
    const hasEntered = await promise;
    signal.removeEventListener("abort", giveUp);
    return hasEntered;
  }

  #admit(): void {
    for (let [first] = this.#waiting; first && this.#fits(first.bytes); [first] = this.#waiting) {
      this.#waiting = this.#waiting.slice(1);
      this.#usedBytes += first.bytes;
      first.enter();
    }
  }
}
