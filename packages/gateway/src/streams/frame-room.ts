/** What is so small needs no room: 1,000 streams of it are 64 MiB. */
const FREE_BYTES = 64 * 1024;
/** The part of the room that one caller may have, so that its slow streams keep nobody else waiting. */
const SHARE = 1 / 4;

/** What is to be told to a caller, and about how much memory it takes. */
export interface CallerFrames {
  readonly bytes: number;
  readonly caller: string;
}

interface WaitingFrames extends CallerFrames {
  readonly enter: () => void;
}

/**
 * The memory that what is being told to all clients of an instance may take together. A client that
 * takes it slowly holds its part of it, and who would need more than is left waits.
 */
export class FrameRoom {
  readonly #maxBytes: number;
  readonly #usedBytes = new Map<string, number>();
  #waiting: readonly WaitingFrames[] = [];

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Waits until there is room, in the order in which was asked. What is larger than all of it has
   * it alone, and what is larger than its caller's part is the caller's only one.
   *
   * @returns what gives the room back; undefined where the signal came first
   */
  async enter(frames: CallerFrames, signal: AbortSignal): Promise<(() => void) | undefined> {
    if (frames.bytes <= FREE_BYTES) return () => {};
    const held = { ...frames, bytes: Math.min(frames.bytes, this.#maxBytes) };
    if (!(await this.#wait(held, signal))) return undefined;
    return () => {
      this.#use({ ...held, bytes: -held.bytes });
      this.#admit();
    };
  }

  /** @returns false where the signal came first */
  async #wait(frames: CallerFrames, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiting = { ...frames, enter: () => resolve(true) };
    const giveUp = () => {
      this.#waiting = this.#waiting.filter((one) => one !== waiting);
      resolve(false);
      this.#admit();
    };
    this.#waiting = [...this.#waiting, waiting];
    signal.addEventListener("abort", giveUp, { once: true });
    this.#admit();
    const hasEntered = await promise;
    signal.removeEventListener("abort", giveUp);
    return hasEntered;
  }

  /** Lets in who may, in their order; who waits for room of its own caller's keeps nobody up. */
  #admit(): void {
    for (const one of this.#waiting) {
      if (!this.#isWithinShare(one)) continue;
      if (this.#total + one.bytes > this.#maxBytes) break;
      this.#waiting = this.#waiting.filter((other) => other !== one);
      this.#use(one);
      one.enter();
    }
  }

  #isWithinShare({ bytes, caller }: CallerFrames): boolean {
    const used = this.#usedBytes.get(caller);
    return used === undefined || used + bytes <= this.#maxBytes * SHARE;
  }

  get #total(): number {
    return [...this.#usedBytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  #use({ bytes, caller }: CallerFrames): void {
    const used = (this.#usedBytes.get(caller) ?? 0) + bytes;
    if (used === 0) this.#usedBytes.delete(caller);
    else this.#usedBytes.set(caller, used);
  }
}
