import { chromium, type Browser, type BrowserContext } from "playwright-core";
import { findChromium } from "../../tools/testing/find-chromium.ts";

/** What stands at a page's address is not asked of a network, which makes it a foreign one. */
const ARGS = ["--no-sandbox", "--disable-features=LocalNetworkAccessChecks"];
/** For what a page never does: shorter than a test's own time, so that it is said what that was. */
const LONGEST_MS = 300_000;

/**
 * A Chromium with what one on this folder has stored before.
 *
 * @throws Error where there is none on this machine
 */
export async function openBrowser(profile: string): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    args: ARGS,
    timeout: LONGEST_MS,
  });
  context.setDefaultTimeout(LONGEST_MS);
  return context;
}

/**
 * A Chromium whose contexts have stored nothing.
 *
 * @throws Error where there is none on this machine
 */
export async function launchBrowser(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: ARGS,
    timeout: LONGEST_MS,
  });
  browser.on("context", (context) => context.setDefaultTimeout(LONGEST_MS));
  return browser;
}

function chromiumPath(): string {
  const path = findChromium(process.env);
  if (path === undefined) throw new Error("There is no Chromium.");
  return path;
}
