import type { Browser, BrowserContext, Page } from "playwright-core";
import { emulators } from "./support/emulators.ts";
import { HoldingProxy } from "./support/holding-proxy.ts";
import { crashTab } from "./support/kill-browser.ts";
import { newRun } from "./support/new-run.ts";
import { launchBrowser } from "./support/open-browser.ts";
import { Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { idTokenOf, SdkPages, type Cache, type PageSdk } from "./support/sdk-page.ts";
import { until } from "./support/until.ts";

/** Who sends what a device has stored, where that changes while answers are on their way. */
let production: Production;
let pages: SdkPages;
let browser: Browser;
let context: BrowserContext;
/** `host:port` of the gateway, and what stands before it. */
let gateway: string;
let proxy: HoldingProxy;

/** The SDK tries again after a second or two. */
const POLLS_OF_A_RETRY = 600;

beforeAll(async () => {
  [production, pages, browser] = await Promise.all([
    Production.start("test/fixtures/full-sdk"),
    SdkPages.start(),
    launchBrowser(),
  ]);
  gateway = new URL((await production.instance("database")).url).host;
});

beforeEach(async () => {
  [context, proxy] = await Promise.all([browser.newContext(), HoldingProxy.before(gateway)]);
});

afterEach(async () => {
  await context.close();
  await proxy.close();
});

afterAll(async () => {
  await browser.close();
  pages.close();
  await production.stop();
});

const open = (cache: Cache, host = proxy.host) =>
  pages.open(context, { host: `${host}/database`, cache });
const newPath = () => `${newRun()}/counter`;

/** Runs a function of the page. */
function run<Name extends keyof PageSdk>(
  page: Page,
  name: Name,
  ...args: Parameters<PageSdk[Name]>
): Promise<unknown> {
  return page.evaluate(`sdk.${name}(...${JSON.stringify(args)})`);
}

async function count(path: string): Promise<number> {
  const { fields } = (await rawFirestore.get(path)) ?? {};
  const n = fields?.["n"] as { readonly integerValue: string } | undefined;
  return Number(n?.integerValue ?? 0);
}

/** Ends when at least one of these clicks is applied, and no answer has come to any. A click before has asked whether they may be sent. */
async function clickUnanswered(page: Page, path: string, times: number): Promise<void> {
  const before = await count(path);
  proxy.hold();
  await run(page, "clickUnanswered", path, times);
  await until(async () => (await count(path)) > before);
}

describe("increments that another tab takes over before their answer comes count once", () => {
  test("where the first tab is killed", async () => {
    const path = newPath();
    const [first, second] = [await open("many tabs"), await open("many tabs", gateway)];
    await run(first, "click", path, 1);
    await clickUnanswered(first, path, 3);
    await crashTab(first);
    await run(second, "pending");
    await run(second, "click", path, 1);
    expect(await count(path)).toBe(5);
  });

  test("where the first tab has not heard of it, and goes on", async () => {
    const path = newPath();
    const [first, second] = [await open("many tabs"), await open("many tabs", gateway)];
    await run(first, "click", path, 1);
    // It says no more that it is the one that sends, and still takes itself for it.
    await run(first, "throttle");
    await clickUnanswered(first, path, 3);
    await run(second, "pending");
    const isSentAgain = first.waitForResponse((answer) => answer.url().endsWith(":write"));
    proxy.cut();
    await isSentAgain;
    await run(first, "click", path, 1);
    await run(second, "click", path, 1);
    expect(await count(path)).toBe(6);
  });
});

test("increments that wait while another user is signed in count once, and so do the other's", async () => {
  const path = newPath();
  const page = await open("many tabs");
  await run(page, "click", path, 1);
  await clickUnanswered(page, path, 2);
  await run(page, "signIn", "bob", idTokenOf("bob"));
  proxy.cut();
  await run(page, "click", path, 1);
  await clickUnanswered(page, path, 2);
  await run(page, "signIn", "ada", idTokenOf("ada"));
  proxy.cut();
  await run(page, "click", path, 1);
  await run(page, "signIn", "bob", idTokenOf("bob"));
  await run(page, "click", path, 1);
  expect(await count(path)).toBe(8);
});

test.each(["one tab", "many tabs"] as const)(
  "with a queue of %s, increments that a page makes while it is being left count no more than once",
  async (cache) => {
    const path = newPath();
    const page = await open(cache);
    await run(page, "click", path, 1);
    await clickUnanswered(page, path, 1);
    await page.evaluate('dispatchEvent(new Event("pagehide"))');
    await run(page, "clickUnanswered", path, 1);
    proxy.cut();
    proxy.hold();
    // For as long as it takes to send them, if they are sent.
    await until(async () => (await count(path)) > 2, POLLS_OF_A_RETRY).catch(() => undefined);
    await page.close();
    proxy.cut();
    await run(await open(cache), "pending");
    // The SDK may have closed its queue before it has kept the last click.
    expect([2, 3]).toContain(await count(path));
  },
);

test.each([-3_600_000, 3_600_000])(
  "increments count once where the device's clock is set by %s ms before their page is closed",
  async (ms) => {
    const path = newPath();
    const page = await open("one tab");
    await run(page, "click", path, 1);
    await run(page, "turnClock", ms);
    await clickUnanswered(page, path, 2);
    await page.close({ runBeforeUnload: true });
    proxy.cut();
    await run(await open("one tab"), "pending");
    expect(await count(path)).toBe(3);
  },
);

test("an increment after clearIndexedDbPersistence counts, whatever was sent before", async () => {
  const path = newPath();
  const page = await open("one tab");
  await run(page, "click", path, 1);
  await clickUnanswered(page, path, 1);
  await run(page, "clear");
  proxy.cut();
  await run(page, "click", path, 2);
  expect(await count(path)).toBe(4);
});

test("two apps of one page with one user don't take their increments for each other's", async () => {
  const path = newPath();
  const page = await open("many tabs");
  const [host, token] = [`${proxy.host}/database`, idTokenOf("ada")];
  const { project } = emulators;
  await run(page, "open", { host, project, token, uid: "ada", cache: "many tabs" });
  await run(page, "click", path, 1);
  for (const app of [1, 0]) {
    await run(page, "use", app);
    await clickUnanswered(page, path, 1);
  }
  proxy.cut();
  for (const app of [1, 0]) {
    await run(page, "use", app);
    await run(page, "pending");
  }
  expect(await count(path)).toBe(3);
});
