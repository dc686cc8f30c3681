import type { Browser, BrowserContext, Page } from "playwright-core";
import { emulators } from "./support/emulators.ts";
import { HoldingProxy } from "./support/holding-proxy.ts";
import { newRun } from "./support/new-run.ts";
import { launchBrowser } from "./support/open-browser.ts";
import { Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { idTokenOf, SdkPages, type Cache, type PageSdk } from "./support/sdk-page.ts";
import { until } from "./support/until.ts";

/**
 * Two instances of one user's, each with a cache of its own, in two pages or in one: a click of the
 * first waits while the second clicks the same.
 */
let production: Production;
let pages: SdkPages;
let browser: Browser;
let context: BrowserContext;
/** `host:port` of the gateway, and what stands before it for the first instance. */
let gateway: string;
let proxy: HoldingProxy;

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

const CACHES: readonly Cache[] = ["memory", "one tab", "many tabs"];
const WHERE = ["in two pages", "in one page"] as const;
/** What becomes of the click of the first instance. */
const FATES = ["not sent", "applied unheard"] as const;
const ENDS = ["goes on", "is closed and opened again"] as const;

const CASES = WHERE.flatMap((where) =>
  CACHES.flatMap((one) =>
    CACHES.flatMap((other) =>
      FATES.flatMap((fate) => ENDS.map((end) => ({ where, one, other, fate, end }))),
    ),
  ),
);
type Case = (typeof CASES)[number];

/**
 * What docs/sdk.md excepts: another instance of the same page takes its click for the one that is
 * stored, while that is on its way, or the page that comes after can't know of it.
 */
const isSwallowed = ({ where, one, other, fate, end }: Case) =>
  where === "in one page" &&
  one !== "memory" &&
  other === "memory" &&
  (fate === "applied unheard" || end !== "goes on");

/** An instance of the SDK, in its page. */
class Instance {
  readonly page: Page;
  readonly #app: number;

  private constructor(page: Page, app: number) {
    this.page = page;
    this.#app = app;
  }

  static async first(host: string, cache: Cache): Promise<Instance> {
    return new Instance(await pages.open(context, { host: `${host}/database`, cache }), 0);
  }

  /** Another app in the same page. */
  async beside(host: string, cache: Cache): Promise<Instance> {
    const token = idTokenOf("ada");
    const { project } = emulators;
    const options = { host: `${host}/database`, project, token, uid: "ada", cache };
    const other = new Instance(this.page, this.#app + 1);
    await this.page.evaluate(`sdk.open(${JSON.stringify(options)})`);
    return other;
  }

  async run<Name extends keyof PageSdk>(name: Name, ...args: Parameters<PageSdk[Name]>) {
    const call = `sdk.${name}(...${JSON.stringify(args)})`;
    await this.page.evaluate(`sdk.use(${String(this.#app)}); ${call}`);
  }
}

async function count(path: string): Promise<number> {
  const { fields } = (await rawFirestore.get(path)) ?? {};
  const n = fields?.["n"] as { readonly integerValue: string } | undefined;
  return Number(n?.integerValue ?? 0);
}

async function openBoth({ where, one, other }: Case): Promise<readonly [Instance, Instance]> {
  const first = await Instance.first(proxy.host, one);
  const host = where === "in one page" ? proxy.host : gateway;
  const second =
    where === "in one page" ? await first.beside(host, other) : await Instance.first(host, other);
  return [first, second];
}

/** The first clicks once, which is kept on the device or in the page, and waits. */
async function clickWaiting(first: Instance, path: string, fate: Case["fate"]): Promise<void> {
  if (fate === "not sent") {
    await first.run("setNetwork", false);
    return first.run("clickUnanswered", path, 1);
  }
  const before = await count(path);
  proxy.hold();
  await first.run("clickUnanswered", path, 1);
  await until(async () => (await count(path)) > before);
}

async function goOn(first: Instance, { end, fate, one }: Case): Promise<void> {
  if (end === "goes on") {
    if (fate === "not sent") await first.run("setNetwork", true);
    return first.run("pending");
  }
  await first.page.close({ runBeforeUnload: true });
  const again = await Instance.first(gateway, one);
  await again.run("pending");
}

/** Whether one sends what the other clicks: then that waits too. */
const isOneQueue = ({ where, one, other }: Case) =>
  where === "in two pages" && one === "many tabs" && other === "many tabs";

test.each(CASES.filter((one) => !isSwallowed(one)))(
  "$where, of $one and $other, a click that is $fate counts once beside one that is alike, where the first $end",
  async (of) => {
    const path = `${newRun()}/counter`;
    const [first, second] = await openBoth(of);
    // Where writes may be sent is asked before answers are held back.
    await first.run("click", path, 1);
    await clickWaiting(first, path, of.fate);
    if (of.where === "in one page") proxy.cut();
    await second.run(isOneQueue(of) ? "clickUnanswered" : "click", path, 1);
    proxy.cut();
    await goOn(first, of);
    if (!second.page.isClosed()) await second.run("pending");
    const isGone = of.one === "memory" && of.fate === "not sent" && of.end !== "goes on";
    expect(await count(path)).toBe(isGone ? 2 : 3);
  },
);
