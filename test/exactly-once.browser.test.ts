import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { tries } from "../packages/gateway/simulation/soak.ts";
import { CLICK_FAULTS, ClickTrial, type Clicked, type ClickFault } from "./support/click-trial.ts";
import { CuttableGateway } from "./support/cuttable-gateway.ts";
import { emulators } from "./support/emulators.ts";
import { HoldingProxy } from "./support/holding-proxy.ts";
import { openBrowser } from "./support/open-browser.ts";
import { pageScript } from "./support/page-script.ts";
import { setRules } from "./support/rules-emulator.ts";

jest.setTimeout(3_600_000);

/** How often each fault happens, and how many clicks are on their way then: some 10,000 in a soak. */
const REPEATS = tries({ short: 2, long: 140 });
const CLICKS = tries({ short: 6, long: 24 });
const STOCK_PROJECT = "demo-stock-sdk";

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

/** Clicks while this happens again and again; stock goes to Firestore itself, by the SDK as it is. */
async function clickThrough(
  sdk: "stock" | "gateway",
  kinds: readonly ClickFault[],
): Promise<Clicked> {
  const isStock = sdk === "stock";
  const page = "test/support/clicking-page.ts";
  const files = await pageScript(page, isStock ? { plugins: [] } : {});
  const server = isStock ? emulators.firestore : gateway.address;
  const proxy = await HoldingProxy.before(server);
  const profile = mkdtempSync(resolve(".cache/clicks-"));
  const context = await openBrowser(profile);
  const trial = new ClickTrial(context, {
    files,
    proxy,
    place: {
      projectId: isStock ? STOCK_PROJECT : emulators.project,
      authOrigin: `http://${emulators.auth}`,
      host: isStock ? proxy.host : `${proxy.host}/database`,
      counter: `runs/${randomUUID()}/rows/counter`,
    },
  });
  const faults = Array.from({ length: REPEATS }, () => kinds).flat();
  const clicked = await trial.run({ faults, clicks: CLICKS });
  await context.close();
  await proxy.close();
  rmSync(profile, { recursive: true });
  expect(clicked.clicks).toBe(faults.length * (CLICKS + 1));
  return clicked;
}

test.each(CLICK_FAULTS)("while %s, each click counts once through the gateway", async (fault) => {
  const { count, clicks } = await clickThrough("gateway", [fault]);
  expect(count).toBe(clicks);
});

test("the stock SDK, before Firestore itself, counts some of them twice under the same faults", async () => {
  const { count, clicks } = await clickThrough("stock", CLICK_FAULTS);
  console.info(`The stock SDK counts ${String(count)} of ${String(clicks)} clicks.`);
  expect(count).toBeGreaterThan(clicks);
});
