/** Wakes who waits, and lets who comes too late not wait: any number of wake-ups count as one. */
export class Wakeup {
  #isDue = false;
  #wake: (() => void) | undefined;

  wake(): void {
    this.#isDue = true;
    this.#wake?.();
  }

  /** Waits until it was woken since it waited last. */
  async wait(): Promise<void> {
    if (!this.#isDue) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
      this.#wake = undefined;
    }
    this.#isDue = false;
  }
}
