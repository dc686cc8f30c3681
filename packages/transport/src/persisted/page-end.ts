interface PageEvents {
  addEventListener?(type: "pagehide" | "pageshow", listener: () => void): void;
}

const page = globalThis as PageEvents;
let isEnding = false;
let waiting: (() => void)[] = [];

page.addEventListener?.("pagehide", () => {
  isEnding = true;
});
page.addEventListener?.("pageshow", () => {
  isEnding = false;
  for (const goOn of waiting) goOn();
  waiting = [];
});

/** Whether the page is being left. It goes on for a moment, and the SDK closes its database by then. */
export function isPageEnding(): boolean {
  return isEnding;
}

/** Ends when the browser shows the page that was left once more, which may be never. */
export function pageShownAgain(): Promise<void> {
  return new Promise((resolve) => waiting.push(resolve));
}
