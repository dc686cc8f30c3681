import type { Browser, BrowserContext, Page } from "playwright-core";
import { CuttableGateway } from "./support/cuttable-gateway.ts";
import { crashTab } from "./support/kill-browser.ts";
import { newRun } from "./support/new-run.ts";
import { launchBrowser } from "./support/open-browser.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { SdkPages, type Cache, type PageSdk } from "./support/sdk-page.ts";
import { until } from "./support/until.ts";

/** Tabs of Firebase's full SDK in a real browser, with the gateway as it runs in production. */
let gateway: CuttableGateway;
let pages: SdkPages;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  [gateway, pages, browser] = await Promise.all([
    CuttableGateway.start({ collections: "test/fixtures/full-sdk" }),
    SdkPages.start(),
    launchBrowser(),
  ]);
});

beforeEach(async () => {
  context = await browser.newContext();
});

afterEach(async () => {
  gateway.isDown = false;
  await context.close();
  await until(() => gateway.streams === 0);
});

afterAll(async () => {
  await browser.close();
  pages.close();
  await gateway.close();
});

const open = (cache: Cache) => pages.open(context, { host: gateway.host, cache });
const newPath = () => `${newRun()}/one`;
const set = (path: string, n: number) => rawFirestore.set(path, { n: { integerValue: String(n) } });

type Action = "listen" | "click" | "clickUnanswered";

function run(page: Page, action: Action, path: string): Promise<void> {
  return page.evaluate(
    async ([name, to]) => {
      const { sdk } = globalThis as unknown as { readonly sdk: PageSdk };
      await (name === "listen" ? sdk.listen(to) : sdk[name](to, 1));
    },
    [action, path] as const,
  );
}

/** Until a page hears this of its document. */
async function untilHeard(page: Page, n: number, isPending = false): Promise<void> {
  const wanted = JSON.stringify([n, isPending]);
  await until(async () => {
    const heard = await page.evaluate(() =>
      (globalThis as unknown as { readonly sdk: PageSdk }).sdk.heard(),
    );
    return heard.some((one) => JSON.stringify(one) === wanted);
  });
}

test.each([
  ["closed", (page: Page) => page.close({ runBeforeUnload: true })],
  ["killed", crashTab],
] as const)(
  "two tabs listen by one stream, see each other's pending write, and go on when the first is %s",
  async (_how, end) => {
    const path = newPath();
    await set(path, 1);
    const [first, second] = [await open("many tabs"), await open("many tabs")];
    for (const page of [first, second]) {
      await run(page, "listen", path);
      await untilHeard(page, 1);
    }
    expect(gateway.streams).toBe(1);
    gateway.isDown = true;
    await run(second, "clickUnanswered", path);
    for (const page of [first, second]) await untilHeard(page, 2, true);
    gateway.isDown = false;
    for (const page of [first, second]) await untilHeard(page, 2);
    await end(first);
    await set(path, 5);
    await untilHeard(second, 5);
    await run(second, "click", path);
    await untilHeard(second, 6);
    expect((await rawFirestore.get(path))?.fields?.["n"]).toEqual({ integerValue: "6" });
    expect(gateway.streams).toBe(1);
  },
);

test("streams that the SDK closes after a minute without use are opened again by the next write and listener", async () => {
  const path = newPath();
  await set(path, 1);
  const page = await open("memory");
  const opened: string[] = [];
  page.on("console", (line) => {
    const [, name] = /Creating RPC '(\w+)' stream/.exec(line.text()) ?? [];
    if (name !== undefined) opened.push(name);
  });
  await page.evaluate(() => (globalThis as unknown as { readonly sdk: PageSdk }).sdk.tellAll());
  await page.clock.install();
  for (const n of [2, 3]) {
    await run(page, "listen", path);
    await run(page, "click", path);
    await untilHeard(page, n);
    await page.evaluate(() => (globalThis as unknown as { readonly sdk: PageSdk }).sdk.unlisten());
    await until(() => gateway.streams === 0);
    await page.clock.fastForward(IDLE_MS);
  }
  expect(opened.toSorted()).toEqual(["Listen", "Listen", "Write", "Write"]);
  expect((await rawFirestore.get(path))?.fields?.["n"]).toEqual({ integerValue: "3" });
});

/** Longer than the SDK keeps a stream that nobody uses. */
const IDLE_MS = 61_000;
