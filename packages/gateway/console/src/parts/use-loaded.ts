import { useCallback, useEffect, useRef, useState } from "preact/hooks";

/** Something that is loaded, and again. */
export interface Loaded<Value> {
  /** The last that came. */
  readonly value?: Value;
  /** Why the last try failed. */
  readonly error?: unknown;
  readonly reload: () => void;
}

/**
 * Loads something when the view is shown, when `key` changes, and every so many milliseconds while
 * the page is seen.
 */
export function useLoaded<Value>(
  load: () => Promise<Value>,
  key: string,
  everyMs?: number,
): Loaded<Value> {
  const [state, setState] = useState<Omit<Loaded<Value>, "reload"> & { readonly key?: string }>({});
  const latest = useRef(load);
  latest.current = load;
  const turn = useRef(0);
  const reload = useCallback(() => {
    turn.current += 1;
    const mine = turn.current;
    const settle = (change: { readonly value?: Value; readonly error?: unknown }) => {
      if (mine === turn.current) setState({ ...change, key });
    };
    latest.current().then(
      (value) => settle({ value }),
      (error: unknown) => settle({ error }),
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
