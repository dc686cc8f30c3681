import { chromium, type BrowserContext } from "playwright-core";
import { findChromium } from "../../tools/testing/find-chromium.ts";

/**
 * A Chromium with what one on this folder has stored before.
 *
 * @throws Error where there is none on this machine
 */
export async function openBrowser(profile: string): Promise<BrowserContext> {
  const executablePath = findChromium(process.env);
  if (executablePath === undefined) throw new Error("There is no Chromium.");
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    // What stands at a page's address is not asked of a network, which makes it a foreign one.
    args: ["--no-sandbox", "--disable-features=LocalNetworkAccessChecks"],
  });
  context.setDefaultTimeout(30_000);
  return context;
}
