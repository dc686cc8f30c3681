type Listener = (event: unknown) => void;

/** Who listens to the events of a stream, by the events' names. */
export class ChannelListeners {
  readonly #listeners = new Map<string, Listener[]>();

  add(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  tell(type: string, event?: unknown): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }
}
