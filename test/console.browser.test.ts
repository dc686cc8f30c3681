import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "./support/open-browser.ts";
import { StartedProject } from "./support/started-project.ts";

/**
 * The operator's console in a real browser, before the project as `npm start` runs it. What it shows
 * of many calls is looked at in console-figures.browser.test.ts.
 */

let project: StartedProject;
let browser: Browser;
let page: Page;
const problems: string[] = [];

beforeAll(async () => {
  project = await StartedProject.start();
  await makeCalls();
  browser = await launchBrowser();
  page = await browser.newPage();
  page.on("pageerror", ({ message }) => problems.push(message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
});

afterAll(async () => {
  await browser.close();
  project.stop();
});

/** Ten reads of a document that there is, and five of one that there is not; a process tells of its own when it ends. */
async function makeCalls(): Promise<void> {
  const ada = await project.idToken("ada");
  const get = (path: string) => project.call(ada, "getDocument", { path });
  for (let n = 0; n < 10; n += 1) await get("movies/paper-lighthouse");
  for (let n = 0; n < 5; n += 1) await get("movies/none-such");
  await project.call(ada, "queryDocuments", { collection: "movies", limit: 3 });
  const file = join(project.folder, "functions/src/collections/notes.ts");
  writeFileSync(file, `${readFileSync(file, "utf8")}\n`);
  await project.until(() => project.output.includes("The functions are loaded."));
}

async function show(view: string): Promise<void> {
  await page.goto(`${project.consoleUrl}/#/${view}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.getByText("Loading …").waitFor({ state: "detached" });
}

test("the operator of the welcome signs in, and sees how many calls there were", async () => {
  await page.goto(project.consoleUrl);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  // The process before this one ends, and tells, when its last call is answered.
  await project.until(async () => {
    await show("readers?by=collection");
    await page.reload();
    await page.locator("main table, main p.quiet").first().waitFor();
    return (await page.locator("tr", { hasText: "movies" }).count()) > 0;
  });
  await show("overview");
  expect(await page.locator(".tile").first().textContent()).toMatch(/\d\d/);
  expect(await page.getByRole("img").getAttribute("aria-label")).toContain("Reads");
});

test("who reads: how many of a collection's documents were found, and how many were missing", async () => {
  await show("readers?by=collection");
  const cells = await page
    .locator("tr", { hasText: "movies" })
    .filter({ hasText: "get" })
    .locator("td")
    .allTextContents();
  expect([cells.slice(4, 8), cells.at(-1)]).toEqual([["15", "15", "10", "5"], "33 %"]);
});

test("a quota is set, holds, and is cleared; a refusal says why", async () => {
  page.on("dialog", (dialog) => void dialog.accept());
  await show("quotas?uid=eve");
  await page.getByRole("button", { name: "Block" }).click();
  await page.getByText("Set for uid eve").waitFor();
  await page.getByRole("cell", { name: "blocked" }).waitFor();
  const eve = await project.idToken("eve");
  await project.until(
    async () =>
      (await project.call(eve, "getDocument", { path: "movies/any" })) === "PERMISSION_DENIED",
  );
  await page.getByRole("button", { name: "Clear of uid eve" }).click();
  await page.getByText("Every caller has its tier's quota.").waitFor();
  await show("quotas?key=nobody");
  await page.getByRole("button", { name: "Set", exact: true }).click();
  expect(await page.getByRole("alert").textContent()).toContain("must be a caller of the log");
});

test("what admins have commanded is told, by whom", async () => {
  await show("audit");
  expect(await page.locator("tr", { hasText: "setQuota" }).first().textContent()).toContain(
    "user:operator",
  );
});

test("who is no admin sees how to become one, and no number", async () => {
  const other = await browser.newPage();
  await other.goto(project.consoleUrl);
  await project.signUp("somebody@example.com", "somebody");
  await other.getByLabel("E-mail").fill("somebody@example.com");
  await other.getByLabel("Password").fill("somebody");
  await other.getByRole("button", { name: "Sign in", exact: true }).click();
  await other.getByText("somebody@example.com is no admin").waitFor();
  expect(await other.locator(".tile").count()).toBe(0);
  expect(await other.locator("pre").textContent()).toContain("database-service grant");
});

test("the page has reported no error, and its policy has stopped nothing", () => {
  expect(problems.filter((text) => !text.includes("400"))).toEqual([]);
});
