import type { BrowserContext, Page } from "playwright-core";

/** Where pages of tests are: nothing listens there, so that they are loaded without a network. */
const ORIGIN = "http://notes.localhost";

const TYPES: Readonly<Record<string, string>> = { html: "text/html", js: "text/javascript" };

/** Opens `index.html` of some files, by their paths, in another tab. */
export async function pageOf(
  context: BrowserContext,
  files: Readonly<Record<string, string>>,
): Promise<Page> {
  await context.route(`${ORIGIN}/**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(1) || "index.html";
    const body = files[name];
    const contentType = TYPES[name.split(".").at(-1) ?? ""] ?? "text/plain";
    return body === undefined
      ? route.fulfill({ status: 404 })
      : route.fulfill({ contentType, body });
  });
  const page = await context.newPage();
  await page.goto(ORIGIN);
  return page;
}
