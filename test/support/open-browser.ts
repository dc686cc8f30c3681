import { chromium, type Browser, type BrowserContext } from "playwright-core";
import { findChromium } from "../../tools/testing/find-chromium.ts";

/** What stands at a page's address is not asked of a network, which makes it a foreign one. */
const ARGS = ["--no-sandbox", "--disable-features=LocalNetworkAccessChecks"];

/**
 * A Chromium with what one on this folder has stored before.
 *
 * @throws Error where there is none on this machine
 */
export async function openBrowser(profile: string): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    args: ARGS,
  });
  context.setDefaultTimeout(30_000);
  return context;
}

/**
 * A Chromium whose contexts have stored nothing.
 *
 * @throws Error where there is none on this machine
 */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: ARGS });
}

function chromiumPath(): string {
  const path = findChromium(process.env);
  if (path === undefined) throw new Error("There is no Chromium.");
  return path;
}
