import type { BrowserContext, Page } from "playwright-core";
import type { ClickFault, ClickStep } from "./click-steps.ts";
import type { clickingPage, ClickingPlace } from "./clicking-page.ts";
import type { HoldingProxy } from "./holding-proxy.ts";
import { crashTab, killBrowser } from "./kill-browser.ts";
import { pageOf } from "./page-of.ts";
import { documentsUrl } from "./rules-emulator.ts";
import { until } from "./until.ts";

/** What is stored in the end. */
export interface Clicked {
  /** Batches that were applied, once or more often. */
  readonly clicks: number;
  /** How often they were applied. */
  readonly count: number;
}

export interface ClickTrialOptions {
  /** A browser on one profile, each time. */
  readonly openBrowser: () => Promise<BrowserContext>;
  /** The page, by its files. */
  readonly files: Readonly<Record<string, string>>;
  readonly place: ClickingPlace;
  readonly proxy: HoldingProxy;
  /** Kills what answers and starts it again. */
  readonly restartServer: () => Promise<void>;
  /** Is told after each step how many have been taken, and what is stored by then. */
  readonly onStep?: (steps: number, stored: Clicked) => void;
}

/** While answers are held it may be that nothing can be sent. */
const MOST_POLLS_HELD = 200;

/** A page that counts clicks while what it depends on fails: connections, server, tab and browser. */
export class ClickTrial {
  readonly #options: ClickTrialOptions;
  #context: BrowserContext;

  private constructor(options: ClickTrialOptions, context: BrowserContext) {
    this.#options = options;
    this.#context = context;
  }

  static async run(options: ClickTrialOptions, steps: readonly ClickStep[]): Promise<Clicked> {
    const trial = new ClickTrial(options, await options.openBrowser());
    try {
      let page = await trial.#open();
      for (const [index, step] of steps.entries()) {
        page = await trial.#take(page, step);
        options.onStep?.(index + 1, await trial.#stored());
      }
      await trial.#call(page, "settle");
      return await trial.#stored();
    } finally {
      await trial.#context.close();
    }
  }

  async #take(page: Page, { clicks, applied, isHeld, fault }: ClickStep): Promise<Page> {
    if (isHeld) await this.#hold(page);
    const before = (await this.#stored()).clicks;
    await this.#call(page, "click", isHeld ? clicks - 1 : clicks);
    const areApplied = async () => (await this.#stored()).clicks >= before + applied;
    if (isHeld) await until(areApplied, MOST_POLLS_HELD).catch(() => undefined);
    else await until(areApplied);
    return this.#strike(page, fault);
  }

  /** Holds back what answers writes: a click before it sees to it that their stream stands. */
  async #hold(page: Page): Promise<void> {
    await this.#call(page, "click", 1);
    await this.#call(page, "settle");
    this.#options.proxy.hold();
  }

  async #strike(page: Page, fault: ClickFault): Promise<Page> {
    const { proxy } = this.#options;
    switch (fault) {
      case "connections are cut":
        proxy.cut();
        return page;
      case "the network is off":
        await this.#context.setOffline(true);
        proxy.cut();
        await this.#context.setOffline(false);
        return page;
      case "the gateway is killed":
        await this.#options.restartServer();
        if (proxy.isHolding) proxy.cut();
        return page;
      case "the tab crashes":
        await crashTab(page);
        break;
      case "the browser is killed":
        await killBrowser(this.#context);
        this.#context = await this.#options.openBrowser();
    }
    proxy.cut();
    const next = await this.#open();
    if (!page.isClosed()) await page.close();
    return next;
  }

  async #open(): Promise<Page> {
    const page = await pageOf(this.#context, this.#options.files);
    await page.waitForFunction("globalThis.clickingPage !== undefined");
    await this.#call(page, "begin");
    return page;
  }

  async #call(page: Page, name: keyof typeof clickingPage, clicks?: number): Promise<void> {
    const args = JSON.stringify([this.#options.place, clicks]);
    await page.evaluate(`clickingPage.${name}(...${args})`);
  }

  async #stored(): Promise<Clicked> {
    const { projectId, counter } = this.#options.place;
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
