interface Locks {
  request(
    name: string,
    options: { readonly ifAvailable: true },
    hold: (lock: unknown) => Promise<void> | undefined,
  ): Promise<unknown>;
}

const held = new Map<string, Promise<boolean>>();

/**
 * Whether this tab is the one that a name is held by, from now on until it closes. A queue that
 * tabs don't share is one tab's, and the others have theirs in memory: which is which the SDK does
 * not tell, but of two tabs one alone may take its batches for those that are stored.
 */
export function isSoleTab(name: string): Promise<boolean> {
  const known = held.get(name);
  if (known !== undefined) return known;
  const asked = ask(name);
  held.set(name, asked);
  void asked.then((isHeld) => isHeld || held.delete(name));
  return asked;
}

function ask(name: string): Promise<boolean> {
  const { navigator } = globalThis as { readonly navigator?: { readonly locks?: Locks } };
  const { locks } = navigator ?? {};
  if (locks === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const lock = locks.request(`database-service/${name}`, { ifAvailable: true }, (taken) => {
      resolve(taken !== null);
      return taken === null ? undefined : new Promise<void>(() => undefined);
    });
    lock.catch(() => resolve(false));
  });
}
