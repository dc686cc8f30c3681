import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { tries } from "../packages/gateway/simulation/soak.ts";
import { CLICK_FAULTS, randomSteps, type ClickStep } from "./support/click-steps.ts";
import { ClickTrial, type Clicked } from "./support/click-trial.ts";
import { CuttableGateway } from "./support/cuttable-gateway.ts";
import { emulators } from "./support/emulators.ts";
import { HoldingProxy } from "./support/holding-proxy.ts";
import { openBrowser } from "./support/open-browser.ts";
import { pageScript } from "./support/page-script.ts";
import { setRules } from "./support/rules-emulator.ts";

jest.setTimeout(3_600_000);

const STOCK_PROJECT = "demo-stock-sdk";
/** The clicks of faults at random, and what these follow from. */
const CLICKS = tries({ short: 100, long: 10_000 });
const SEED = 15;

let gateway: CuttableGateway;

beforeAll(async () => {
  gateway = await CuttableGateway.start({
    collections: "test/fixtures/full-sdk",
    tokensBy: "emulator",
  });
  await setRules(
    STOCK_PROJECT,
    `service cloud.firestore {
      match /databases/{database}/documents { match /{all=**} { allow read, write; } }
    }`,
  );
});

afterAll(() => gateway.close());

/** Every so many steps a line of what is stored: at length it takes the better part of an hour. */
const STEPS_OF_A_LINE = 25;

function showProgress(sdk: string, steps: readonly ClickStep[]) {
  return (taken: number, { clicks, count }: Clicked): void => {
    if (taken % STEPS_OF_A_LINE !== 0) return;
    process.stderr.write(
      `${sdk}: ${String(taken)} of ${String(steps.length)} faults, ${String(count)} counted of ${String(clicks)} clicks that are stored\n`,
    );
  };
}

/** Clicks through these steps; stock goes to Firestore itself, by the SDK as it is. */
async function clickThrough(
  sdk: "stock" | "gateway",
  steps: readonly ClickStep[],
): Promise<Clicked> {
  const isStock = sdk === "stock";
  const page = "test/support/clicking-page.ts";
  const files = await pageScript(page, isStock ? { plugins: [] } : {});
  const proxy = await HoldingProxy.before(isStock ? emulators.firestore : gateway.address);
  const profile = mkdtempSync(resolve(".cache/clicks-"));
  const place = {
    projectId: isStock ? STOCK_PROJECT : emulators.project,
    authOrigin: `http://${emulators.auth}`,
    host: isStock ? proxy.host : `${proxy.host}/database`,
    counter: `runs/${randomUUID()}/rows/counter`,
  };
  // The emulator stays, with what it stores: of its end an app would see that connections are cut.
  const restartServer = async () => (isStock ? proxy.cut() : gateway.restart());
  const options = {
    openBrowser: () => openBrowser(profile),
    files,
    place,
    proxy,
    restartServer,
    onStep: showProgress(sdk, steps),
  };
  try {
    const clicked = await ClickTrial.run(options, steps);
    expect(clicked.clicks).toBe(steps.reduce((sum, { clicks }) => sum + clicks, 0));
    return clicked;
  } finally {
    await proxy.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

test.each(CLICK_FAULTS)(
  "where %s while an answer is on its way, each click counts once through the gateway",
  async (fault) => {
    const step = { clicks: 7, applied: 1, isHeld: true, fault };
    const { count, clicks } = await clickThrough("gateway", [step, step]);
    expect(count).toBe(clicks);
  },
);

test("while all of it happens at random, each click counts once through the gateway", async () => {
  const { count, clicks } = await clickThrough("gateway", randomSteps(CLICKS, SEED));
  console.info(`Through the gateway ${String(count)} of ${String(clicks)} clicks are counted.`);
  expect(count).toBe(clicks);
});

test("the stock SDK, before Firestore itself, counts some of them twice under the same faults", async () => {
  const { count, clicks } = await clickThrough("stock", randomSteps(CLICKS, SEED));
  console.info(`The stock SDK counts ${String(count)} of ${String(clicks)} clicks.`);
  expect(count).toBeGreaterThan(clicks);
});
