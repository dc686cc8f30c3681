import { mkdtempSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { build } from "esbuild";
import type { BrowserContext, Page } from "playwright-core";
import { CuttableGateway } from "./support/cuttable-gateway.ts";
import { emulators } from "./support/emulators.ts";
import { browserBuild } from "./support/full-sdk.ts";
import { openBrowser } from "./support/open-browser.ts";
import { pageOf } from "./support/page-of.ts";
import type { CacheName, PersistencePlace, persistencePage } from "./support/persistence-page.ts";
import { Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

jest.setTimeout(120_000);

/** What `firebase/firestore` exports for documents that are kept in the browser. */
let production: Production;
let gateway: CuttableGateway;
let place: PersistencePlace;
let script: string;

beforeAll(async () => {
  production = await Production.start();
  const env = { FUNCTIONS_EMULATOR: "true", FIREBASE_AUTH_EMULATOR_HOST: emulators.auth };
  const [database, listen] = await Promise.all([
    production.instance("database", env),
    production.instance("listen", { ...env, FIRESTORE_EMULATOR_HOST: emulators.firestore }),
  ]);
  gateway = await CuttableGateway.before({ database, listen });
  const authOrigin = `http://${emulators.auth}`;
  place = { projectId: emulators.project, authOrigin, host: gateway.host };
  const { outputFiles } = await build({
    ...browserBuild(),
    entryPoints: ["test/support/persistence-page.ts"],
    format: "esm",
    write: false,
  });
  script = outputFiles[0]?.text ?? "";
});

afterAll(async () => {
  await gateway.close();
  await production.stop();
});

/** Runs a function of the page. */
async function run(page: Page, name: keyof typeof persistencePage, cache: CacheName) {
  await page.waitForFunction("globalThis.persistencePage !== undefined");
  return page.evaluate(`persistencePage.${name}(...${JSON.stringify([place, cache])})`);
}

const open = (context: BrowserContext) =>
  pageOf(context, {
    "index.html": `<script type="module" src="page.js"></script>`,
    "page.js": script,
  });

test.each<CacheName>([
  "one tab",
  "several tabs",
  "enableIndexedDbPersistence",
  "enableMultiTabIndexedDbPersistence",
])("what is written without a network outlives the page, and is sent: %s", async (cache) => {
  const profile = mkdtempSync(resolve(".cache/persistence-"));
  const context = await openBrowser(profile);
  const page = await open(context);
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
