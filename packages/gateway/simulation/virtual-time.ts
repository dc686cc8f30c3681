interface Event {
  readonly atMs: number;
  /** Of two events at one time, the one with the lower number, which was scheduled first, comes first. */
  readonly order: number;
  readonly happen: () => void;
}

/** Time that passes as fast as its events can be computed. */
export class VirtualTime {
  #nowMs = 0;
  #order = 0;
  /** A binary heap, the earliest first. */
  readonly #events: Event[] = [];

  /** Milliseconds since the beginning. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Schedules an event after a time in milliseconds. */
  after(ms: number, happen: () => void): void {
    const event = { atMs: this.#nowMs + Math.max(0, ms), order: (this.#order += 1), happen };
    let index = this.#events.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(event, this.#events[parent] as Event)) break;
      this.#events[index] = this.#events[parent] as Event;
      index = parent;
    }
    this.#events[index] = event;
  }

  /** Runs all events that are due until a time in milliseconds, and all that follow from them. */
  async run(untilMs: number): Promise<void> {
    for (let event = this.#events[0]; event && event.atMs <= untilMs; event = this.#events[0]) {
      this.#removeFirst();
      this.#nowMs = event.atMs;
      event.happen();
      // All promises that the event has resolved are followed to their ends before the next one.
      await new Promise(setImmediate);
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  #removeFirst(): void {
    const last = this.#events.pop() as Event;
    const size = this.#events.length;
    if (size === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= size) break;
      const right = child + 1;
      if (right < size && isBefore(this.#events[right] as Event, this.#events[child] as Event)) {
        child = right;
      }
      if (!isBefore(this.#events[child] as Event, last)) break;
      this.#events[index] = this.#events[child] as Event;
      index = child;
    }
    this.#events[index] = last;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
