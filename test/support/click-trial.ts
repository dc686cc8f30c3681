import type { BrowserContext, CDPSession, Page } from "playwright-core";
import { documentsUrl } from "./rules-emulator.ts";
import type { clickingPage, ClickingPlace } from "./clicking-page.ts";
import type { HoldingProxy } from "./holding-proxy.ts";
import { pageOf } from "./page-of.ts";
import { until } from "./until.ts";

/** What happens while answers are on their way: they come to nobody. */
export const CLICK_FAULTS = [
  "connections are cut",
  "the network is off",
  "the tab crashes",
] as const;
export type ClickFault = (typeof CLICK_FAULTS)[number];

/** How often, and what happens. */
export interface ClickPlan {
  readonly faults: readonly ClickFault[];
  /** Between two faults. */
  readonly clicks: number;
}

/** What is stored in the end. */
export interface Clicked {
  /** Batches that were applied, once or more often. */
  readonly clicks: number;
  /** How often they were applied. */
  readonly count: number;
}

/** A page that counts clicks while its connections, its network and the tab itself fail. */
export class ClickTrial {
  readonly #context: BrowserContext;
  readonly #files: Readonly<Record<string, string>>;
  readonly #place: ClickingPlace;
  readonly #proxy: HoldingProxy;

  /** @param files the page's, by their paths */
  constructor(
    context: BrowserContext,
    {
      files,
      place,
      proxy,
    }: { files: Readonly<Record<string, string>>; place: ClickingPlace; proxy: HoldingProxy },
  ) {
    this.#context = context;
    this.#files = files;
    this.#place = place;
    this.#proxy = proxy;
  }

  async run({ faults, clicks }: ClickPlan): Promise<Clicked> {
    let page = await this.#open();
    for (const fault of faults) {
      await this.#call(page, "click", 1);
      await this.#call(page, "settle");
      const before = (await this.#stored()).clicks;
      this.#proxy.hold();
      await this.#call(page, "click", clicks);
      await until(async () => (await this.#stored()).clicks > before);
      page = await this.#strike(page, fault);
    }
    await this.#call(page, "settle");
    await page.close();
    return this.#stored();
  }

  async #strike(page: Page, fault: ClickFault): Promise<Page> {
    if (fault === "connections are cut") {
      this.#proxy.cut();
      return page;
    }
    if (fault === "the network is off") {
      await this.#context.setOffline(true);
      this.#proxy.cut();
      await this.#context.setOffline(false);
      return page;
    }
    await crash(await this.#context.newCDPSession(page), page);
    this.#proxy.cut();
    const next = await this.#open();
    await page.close();
    return next;
  }

  async #open(): Promise<Page> {
    const page = await pageOf(this.#context, this.#files);
    await page.waitForFunction("globalThis.clickingPage !== undefined");
    await this.#call(page, "begin");
    return page;
  }

  async #call(page: Page, name: keyof typeof clickingPage, clicks?: number): Promise<void> {
    const args = JSON.stringify([this.#place, clicks]);
    await page.evaluate(`clickingPage.${name}(...${args})`);
  }

  async #stored(): Promise<Clicked> {
    const { projectId, counter } = this.#place;
    const root = documentsUrl(projectId);
    const headers = { authorization: "Bearer owner" };
    const answer = await fetch(`${root}/${counter}`, { headers });
    const { fields } = (await answer.json()) as { fields?: { n: { integerValue: string } } };
    const query = { structuredQuery: { from: [{ collectionId: "clicks" }] } };
    const body = JSON.stringify({
      structuredAggregationQuery: { ...query, aggregations: [{ alias: "all", count: {} }] },
    });
    const url = `${root}/${counter}:runAggregationQuery`;
    const counted = await fetch(url, { method: "POST", headers, body });
    const [first] = (await counted.json()) as {
      result: { aggregateFields: { all: { integerValue: string } } };
    }[];
    return {
      clicks: Number(first?.result.aggregateFields.all.integerValue),
      count: Number(fields?.n.integerValue ?? 0),
    };
  }
}

/** Ends the process of a tab at once. */
async function crash(devTools: CDPSession, page: Page): Promise<void> {
  const crashed = page.waitForEvent("crash");
  void devTools.send("Page.crash").catch(() => undefined);
  await crashed;
}
