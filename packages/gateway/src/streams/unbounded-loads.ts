import type { Wakeup } from "./wakeup.ts";

/** Most queries without a limit that are loaded for one caller at a time. */
const MAX_LOADS = 4;

interface CallerLoads {
  readonly loading: Set<object>;
  /** Of streams that wait for a turn. */
  readonly waiting: Set<Pick<Wakeup, "wake">>;
}

/**
 * The queries without a limit that an instance loads for its callers. What one costs is known when
 * it is read: all at once, a caller could have any number of them read before the first is charged.
 */
export class UnboundedLoads {
  readonly #callers = new Map<string, CallerLoads>();

  /** @returns whether the target may be loaded now; if not, the stream is woken to ask again */
  enter(caller: string, target: object, wakeup: Pick<Wakeup, "wake">): boolean {
    const { loading, waiting } = this.#callers.get(caller) ?? this.#add(caller);
    if (!loading.has(target) && loading.size === MAX_LOADS) {
      waiting.add(wakeup);
      return false;
    }
    loading.add(target);
    return true;
  }

  /** The target is loaded and charged, or over. */
  leave(caller: string, target: object): void {
    const { loading, waiting } = this.#callers.get(caller) ?? {};
    if (loading?.delete(target) !== true) return;
    if (loading.size === 0) this.#callers.delete(caller);
    for (const wakeup of waiting ?? []) wakeup.wake();
    waiting?.clear();
  }

  #add(caller: string): CallerLoads {
    const added: CallerLoads = { loading: new Set(), waiting: new Set() };
    this.#callers.set(caller, added);
    return added;
  }
}
