import { useCallback, useEffect, useRef, useState } from "preact/hooks";

/** Something that is loaded, and again. */
export interface Loaded<Value> {
  /** The last that came. */
  readonly value?: Value;
  /** When it came: RFC 3339. */
  readonly loadedAt?: string;
  /** Why the last try failed. */
  readonly error?: unknown;
  readonly reload: () => void;
}

type LoadedState<Value> = Omit<Loaded<Value>, "reload"> & { readonly key?: string };

/**
 * Loads something when the view is shown, when `key` changes, and every so many milliseconds while
 * the page is seen.
 */
export function useLoaded<Value>(
  load: () => Promise<Value>,
  key: string,
  everyMs?: number,
): Loaded<Value> {
  const [state, setState] = useState<LoadedState<Value>>({});
  const latest = useRef(load);
  latest.current = load;
  const turn = useRef(0);
  const reload = useCallback(() => {
    turn.current += 1;
    const mine = turn.current;
    const settle = (next: (before: LoadedState<Value>) => LoadedState<Value>) => {
      if (mine === turn.current) setState((before) => next(before.key === key ? before : {}));
    };
    latest.current().then(
      (value) => settle(() => ({ key, value, loadedAt: new Date().toISOString() })),
      (error: unknown) => settle((before) => ({ ...before, key, error })),
    );
  }, [key]);
  useEffect(() => {
    reload();
    if (everyMs === undefined) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") reload();
    }, everyMs);
    return () => clearInterval(timer);
  }, [reload, everyMs]);
  return { ...(state.key === key && state), reload };
}
