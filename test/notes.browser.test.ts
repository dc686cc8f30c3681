import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { runRoute } from "../packages/gateway/src/cli/migrate/route/run-route.ts";
import { CuttableGateway } from "./support/cuttable-gateway.ts";
import { emulators } from "./support/emulators.ts";
import { override } from "./support/full-sdk.ts";
import { NotesApp } from "./support/notes-app.ts";
import { openBrowser } from "./support/open-browser.ts";
import { documentsUrl, setRules } from "./support/rules-emulator.ts";
import { until } from "./support/until.ts";

/** The example in a real browser. */
const EXAMPLE = "examples/notes";
const DIRECT_PROJECT = "demo-notes-directly";

/** How the page comes to its documents. */
interface NotesRoad {
  readonly app: NotesApp;
  /** The project with its documents. */
  readonly project: string;
  close(): Promise<void>;
}

async function directly(): Promise<NotesRoad> {
  await setRules(DIRECT_PROJECT, readFileSync(join(EXAMPLE, "firestore.rules"), "utf8"));
  const app = await NotesApp.build(EXAMPLE, {
    "127.0.0.1:9099": emulators.auth,
    "127.0.0.1:8080": emulators.firestore,
    [emulators.project]: DIRECT_PROJECT,
  });
  return { app, project: DIRECT_PROJECT, close: async () => Promise.resolve() };
}

/** The same source as `migrate route` leaves it, before the gateway as it runs in production. */
async function throughTheGateway(): Promise<NotesRoad> {
  const gateway = await CuttableGateway.start({ tokensBy: "emulator" });
  const folder = await movedExample();
  const app = await NotesApp.build(
    folder,
    {
      "127.0.0.1:9099": emulators.auth,
      [`127.0.0.1:5001/${emulators.project}/us-central1/database`]: gateway.host,
    },
    { plugins: [override] },
  );
  rmSync(folder, { recursive: true });
  return { app, project: emulators.project, close: () => gateway.close() };
}

/** A copy of the example that goes to the gateway. */
async function movedExample(): Promise<string> {
  const folder = mkdtempSync(resolve(".cache/notes-moved-"));
  cpSync(EXAMPLE, folder, { recursive: true });
  const args = [".", "--service", "notes", "--project", emulators.project, "--write"];
  const silent = () => undefined;
  expect(await runRoute(args, { directory: folder, print: silent, tell: silent })).toBe(0);
  return folder;
}

describe.each([
  ["directly", directly],
  ["through the gateway", throughTheGateway],
] as const)("examples/notes, %s", (_road, start) => {
  let road: NotesRoad;
  let folder: string;
  let context: BrowserContext;
  let page: Page;
  const email = `${randomUUID()}@example.com`;
  const problems: string[] = [];
  let before: ReadonlySet<string>;

  async function openWatched(profile: string): Promise<BrowserContext> {
    const opened = await openBrowser(profile);
    opened.on("weberror", (error) => problems.push(error.error().message));
    return opened;
  }

  beforeAll(async () => {
    road = await start();
    before = new Set((await allNotes()).map(({ name }) => name));
    folder = mkdtempSync(resolve(".cache/notes-"));
    context = await openWatched(folder);
    page = await road.app.open(context);
  });

  afterAll(async () => {
    await context.close();
    await road.close();
    rmSync(folder, { recursive: true });
  });

  /** The notes that are stored, whoever's they are. */
  async function allNotes(): Promise<readonly StoredNote[]> {
    const structuredQuery = { from: [{ collectionId: "notes", allDescendants: true }] };
    const response = await fetch(`${documentsUrl(road.project)}:runQuery`, {
      method: "POST",
      headers: { authorization: "Bearer owner" },
      body: JSON.stringify({ structuredQuery }),
    });
    const found = (await response.json()) as readonly { readonly document?: StoredNote }[];
    return found.flatMap(({ document }) => document ?? []);
  }

  /** The texts of those that were not there before. */
  async function stored(): Promise<readonly string[]> {
    const notes = (await allNotes()).filter(({ name }) => !before.has(name));
    return notes.map(({ fields }) => fields["text"]?.stringValue ?? "").toSorted();
  }

  test("who signs up sees no note yet", async () => {
    await enter(page, email, "Sign up");
    await page.getByText("Up to date").waitFor();
    expect(await texts(page)).toEqual([]);
  });

  test("a note that is added is shown and stored", async () => {
    await add(page, "Milk");
    await note(page, "Milk");
    await until(async () => (await stored()).length > 0);
    expect(await stored()).toEqual(["Milk"]);
  });

  test("another tab shows what the first one adds, pins and deletes", async () => {
    const other = await road.app.open(context);
    await note(other, "Milk");
    await add(page, "Bread");
    await note(other, "Bread");
    await (await note(other, "Milk")).getByRole("button", { name: "Pin" }).click();
    await until(async () => (await texts(page)).join() === "Milk,Bread");
    await (await note(page, "Milk")).getByRole("button", { name: "Delete" }).click();
    await until(async () => (await texts(other)).join() === "Bread");
    await until(async () => (await stored()).length === 1);
    expect(await stored()).toEqual(["Bread"]);
    await other.close();
  });

  test("who edits what another has changed meanwhile is told, and overwrites nothing", async () => {
    const other = await road.app.open(context);
    const typed = (await note(page, "Bread")).getByLabel("Text");
    await typed.fill("Bread and butter");
    await edit(other, "Bread", "Rye bread");
    await until(async () => (await stored()).includes("Rye bread"));
    await typed.press("Enter");
    await page.getByText("It was changed meanwhile: Rye bread").waitFor();
    expect(await stored()).toEqual(["Rye bread"]);
    await typed.blur();
    await other.close();
    await page.reload();
    await edit(page, "Rye bread", "Rye");
    await until(async () => (await stored()).join() === "Rye");
  });

  test("without a network notes are changed, kept when the browser is closed, and sent once it is back", async () => {
    await context.setOffline(true);
    await page.getByText("Offline").waitFor();
    await add(page, "Salt");
    await (await note(page, "Salt")).getByText("to be sent").waitFor();
    await capture(page, "notes-offline");
    expect(await stored()).toEqual(["Rye"]);
    await context.close();

    context = await openWatched(folder);
    await context.setOffline(true);
    page = await road.app.open(context);
    await (await note(page, "Salt")).getByText("to be sent").waitFor();
    await context.setOffline(false);
    await page.getByText("Up to date").waitFor();
    await until(async () => (await stored()).join() === "Rye,Salt");
    await page.getByText("to be sent").waitFor({ state: "hidden" });
  });

  test("what is typed into another's page is not seen here", async () => {
    const others = mkdtempSync(resolve(".cache/notes-"));
    const elsewhere = await openWatched(others);
    const theirs = await road.app.open(elsewhere);
    await enter(theirs, `${randomUUID()}@example.com`, "Sign up");
    await theirs.getByText("Up to date").waitFor();
    expect(await texts(theirs)).toEqual([]);
    await elsewhere.close();
    rmSync(others, { recursive: true });
  });

  test("who signs out leaves nothing on the device, and finds all of it on coming back", async () => {
    const reloaded = page.waitForEvent("load");
    await page.getByRole("button", { name: "Sign out" }).click();
    await reloaded;
    const databases = await page.evaluate(
      "indexedDB.databases().then((all) => all.map(({ name }) => name))",
    );
    expect((databases as string[]).filter((each) => each.startsWith("firestore/"))).toEqual([]);
    await enter(page, email, "Sign in");
    await note(page, "Salt");
    expect((await texts(page)).toSorted()).toEqual(["Rye", "Salt"]);
    await capture(page, "notes");
  });

  test("the page has thrown nothing", () => {
    expect(problems).toEqual([]);
  });
});

interface StoredNote {
  readonly name: string;
  readonly fields: Readonly<Record<string, { readonly stringValue: string }>>;
}

async function enter(page: Page, email: string, button: "Sign in" | "Sign up"): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill("a password");
  await page.getByRole("button", { name: button }).click();
}

async function add(page: Page, text: string): Promise<void> {
  await page.getByLabel("A new note").fill(text);
  await page.getByRole("button", { name: "Add" }).click();
}

async function edit(page: Page, before: string, after: string): Promise<void> {
  const input = (await note(page, before)).getByLabel("Text");
  await input.fill(after);
  await input.press("Enter");
}

/** The item of the list with a text, once it is there. */
async function note(page: Page, text: string): Promise<Locator> {
  await until(async () => (await texts(page)).includes(text));
  return page.locator("li").nth((await texts(page)).indexOf(text));
}

/** The texts of the list. */
function texts(page: Page): Promise<readonly string[]> {
  return page.locator("li").getByLabel("Text").evaluateAll(valuesOf);
}

function valuesOf(inputs: readonly unknown[]): readonly string[] {
  return inputs.map((input) => (input as { readonly value: string }).value);
}

/** With CONSOLE_SCREENSHOTS=docs/images what the documentation shows is taken anew. */
async function capture(page: Page, name: string): Promise<void> {
  await page.setViewportSize({ width: 560, height: 360 });
  const picture = await page.screenshot();
  expect(picture.length).toBeGreaterThan(1_000);
  const { CONSOLE_SCREENSHOTS: images } = process.env;
  if (images !== undefined) writeFileSync(join(images, `${name}.png`), picture);
}
