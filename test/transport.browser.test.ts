import type { Browser, BrowserContext, Page } from "playwright-core";
import { emulators } from "./support/emulators.ts";
import { LossyProxy } from "./support/lossy-proxy.ts";
import { newRun } from "./support/new-run.ts";
import { launchBrowser } from "./support/open-browser.ts";
import { Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { SdkPages, type Cache, type PageSdk } from "./support/sdk-page.ts";

/** Writes that outlast their page, in a real browser. */
let production: Production;
let proxy: LossyProxy;
let pages: SdkPages;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  [production, pages, browser] = await Promise.all([
    Production.start("test/fixtures/full-sdk"),
    SdkPages.start(),
    launchBrowser(),
  ]);
  proxy = await LossyProxy.before(await production.instance("database"));
});

beforeEach(async () => {
  context = await browser.newContext();
});

afterEach(async () => {
  proxy.fateOf = () => "passes";
  proxy.seen.length = 0;
  await context.close();
});

afterAll(async () => {
  await browser.close();
  pages.close();
  await proxy.close();
  await production.stop();
});

const open = (cache: Cache) => pages.open(context, { host: `${proxy.host}/database`, cache });
const newPath = () => `${newRun()}/counter`;

function click(page: Page, path: string, times: number): Promise<void> {
  return page.evaluate(
    ([to, count]) => (globalThis as unknown as { sdk: PageSdk }).sdk.click(to, count),
    [path, times] as const,
  );
}

/** A page that is closed before its device keeps a click has lost it. */
function clickUnanswered(page: Page, path: string, times: number): Promise<void> {
  return page.evaluate(
    ([to, count]) => (globalThis as unknown as { sdk: PageSdk }).sdk.clickUnanswered(to, count),
    [path, times] as const,
  );
}

function setNetwork(page: Page, isOn: boolean): Promise<void> {
  return page.evaluate(
    (on) => (globalThis as unknown as { sdk: PageSdk }).sdk.setNetwork(on),
    isOn,
  );
}

const pending = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { sdk: PageSdk }).sdk.pending());

async function stored(path: string): Promise<unknown> {
  return (await rawFirestore.get(path))?.fields?.["n"];
}

/** Ends when writes have been applied whose answer is lost; from then on nothing passes. */
function loseAnswer(): Promise<void> {
  let isLost = false;
  return new Promise((resolve) => {
    proxy.fateOf = (url) => {
      if (!/:(commit|write)\b/.test(url)) return "passes";
      if (isLost) return "lost";
      isLost = true;
      resolve();
      return "unanswered";
    };
  });
}

describe.each(["one tab", "many tabs"] as const)("with a queue of %s", (cache) => {
  test("increments whose page was closed before their answer came are applied once", async () => {
    const path = newPath();
    let clicks = 0;
    for (const answered of [0, 2, 1]) {
      const page = await open(cache);
      await pending(page);
      await click(page, path, answered);
      const isLost = loseAnswer();
      await clickUnanswered(page, path, 4 - answered);
      clicks += 4;
      await isLost;
      await page.close({ runBeforeUnload: true });
      proxy.fateOf = () => "passes";
    }
    const last = await open(cache);
    await pending(last);
    expect(await stored(path)).toEqual({ integerValue: String(clicks) });
  });
});

test("a tab that takes over what another has sent sends the same", async () => {
  const path = newPath();
  const [first, second] = [await open("many tabs"), await open("many tabs")];
  await click(first, path, 1);
  const isLost = loseAnswer();
  await clickUnanswered(second, path, 3);
  await isLost;
  await first.close({ runBeforeUnload: true });
  proxy.fateOf = () => "passes";
  await pending(second);
  expect(await stored(path)).toEqual({ integerValue: "4" });
});

test("a tab whose writes are in memory does not take its own for those that another has stored", async () => {
  const path = newPath();
  const first = await open("one tab");
  await click(first, path, 1);
  await setNetwork(first, false);
  await clickUnanswered(first, path, 1);
  const second = await open("one tab");
  await click(second, path, 1);
  await setNetwork(first, true);
  await pending(first);
  expect(await stored(path)).toEqual({ integerValue: "3" });
});

test("a host that is no gateway's is called by Google's own module: streams and calls", async () => {
  const path = newPath();
  const direct = await pages.open(context, {
    host: emulators.firestore,
    cache: "memory",
    token: "owner",
  });
  await click(direct, path, 2);
  expect(await stored(path)).toEqual({ integerValue: "2" });
  const read = await direct.evaluate(
    (of) => (globalThis as unknown as { sdk: PageSdk }).sdk.read(of),
    path,
  );
  expect(read).toEqual([2, 1]);
  expect(proxy.seen).toEqual([]);
});
