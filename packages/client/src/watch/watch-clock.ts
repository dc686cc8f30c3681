/** The time, the randomness and the page that watching uses: tests have their own. */
export interface WatchClock {
  /** Runs something once, after a time in milliseconds. @returns what keeps it from running */
  after(ms: number, run: () => void): () => void;
  /** A random number from 0 to below 1. */
  random(): number;
  /** Whether nobody sees the page. */
  isHidden(): boolean;
  /** Runs something whenever the page is hidden or seen again, or the network is back. @returns what ends that */
  onChange(run: () => void): () => void;
}

/** What a browser has of these, and other places may not. */
interface BrowserPage {
  readonly document?: EventTarget & { readonly hidden: boolean };
  addEventListener?(type: string, run: () => void): void;
  removeEventListener?(type: string, run: () => void): void;
}

/** The one of this page or process. */
export function ownClock(page: BrowserPage = globalThis as BrowserPage): WatchClock {
  return {
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    random: Math.random,
    isHidden: () => page.document?.hidden === true,
    onChange: (run) => {
      page.document?.addEventListener("visibilitychange", run);
      page.addEventListener?.("online", run);
      return () => {
        page.document?.removeEventListener("visibilitychange", run);
        page.removeEventListener?.("online", run);
      };
    },
  };
}
