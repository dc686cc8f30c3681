import type { SdkTarget } from "./sdk-target.ts";

/** Most targets of one stream. */
export const MAX_TARGETS = 100;

/** Targets that no stream tells of, until one is opened for them. */
export class WaitingTargets {
  readonly #targets = new Set<SdkTarget>();

  get size(): number {
    return this.#targets.size;
  }

  /** Those that may be asked for with others. */
  get together(): readonly SdkTarget[] {
    return [...this.#targets].filter(({ isSuspect }) => !isSuspect);
  }

  /** Those that the next request is to ask for. */
  get next(): readonly SdkTarget[] {
    const { together } = this;
    return together.length > 0 ? together.slice(0, MAX_TARGETS) : [...this.#targets].slice(0, 1);
  }

  add(...targets: readonly SdkTarget[]): void {
    for (const target of targets) this.#targets.add(target);
  }

  delete(...targets: readonly SdkTarget[]): void {
    for (const target of targets) this.#targets.delete(target);
  }

  clear(): void {
    this.#targets.clear();
  }
}
