import { mkdtempSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import type { Page } from "playwright-core";
import { CuttableGateway } from "./support/cuttable-gateway.ts";
import { emulators } from "./support/emulators.ts";
import { openBrowser } from "./support/open-browser.ts";
import { pageOf } from "./support/page-of.ts";
import { pageScript } from "./support/page-script.ts";
import type { CacheName, PersistencePlace, persistencePage } from "./support/persistence-page.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/** What `firebase/firestore` exports for documents that are kept in the browser. */
let gateway: CuttableGateway;
let place: PersistencePlace;
let files: Readonly<Record<string, string>>;

beforeAll(async () => {
  [gateway, files] = await Promise.all([
    CuttableGateway.start({ tokensBy: "emulator" }),
    pageScript("test/support/persistence-page.ts"),
  ]);
  const authOrigin = `http://${emulators.auth}`;
  place = { projectId: emulators.project, authOrigin, host: gateway.host };
});

afterAll(() => gateway.close());

/** Runs a function of the page. */
async function run(page: Page, name: keyof typeof persistencePage, cache: CacheName) {
  await page.waitForFunction("globalThis.persistencePage !== undefined");
  return page.evaluate(`persistencePage.${name}(...${JSON.stringify([place, cache])})`);
}

test.each<CacheName>([
  "one tab",
  "several tabs",
  "enableIndexedDbPersistence",
  "enableMultiTabIndexedDbPersistence",
])("what is written without a network outlives the page, and is sent: %s", async (cache) => {
  const profile = mkdtempSync(resolve(".cache/persistence-"));
  const context = await openBrowser(profile);
  const page = await pageOf(context, files);
  const path = String(await run(page, "write", cache));
  expect(path).toMatch(/^users\/\w+\/notes\/kept$/);
  expect(await rawFirestore.get(path)).toBeNull();
  await page.reload();
  expect(await run(page, "send", cache)).toEqual({ text: cache });
  expect((await rawFirestore.get(path))?.fields).toEqual({ text: { stringValue: cache } });
  await page.reload();
  expect(await run(page, "clear", cache)).toBe("[DEFAULT]");
  const databases = await page.evaluate(
    "indexedDB.databases().then((all) => all.map(({ name }) => name).join())",
  );
  expect(databases).not.toContain("firestore/");
  await context.close();
  rmSync(profile, { recursive: true });
});
