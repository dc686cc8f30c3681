import type { BrowserContext, Page } from "playwright-core";

/**
 * Ends all of a browser at once, as kill -9 does.
 *
 * @throws Error where its process can't be found
 */
export async function killBrowser(context: BrowserContext): Promise<void> {
  const closed = context.waitForEvent("close");
  const devTools = await context.browser()?.newBrowserCDPSession();
  const { processInfo } = (await devTools?.send("SystemInfo.getProcessInfo")) ?? {};
  const found = processInfo?.find(({ type }) => type === "browser");
  if (found === undefined) throw new Error("The browser's process is not known.");
  process.kill(found.id, "SIGKILL");
  await closed;
}

/** Ends the process of a tab at once. */
export async function crashTab(page: Page): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  void devTools.send("Page.crash").catch(() => undefined);
  await crashed;
}
