import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { selectionOf } from "../packages/gateway/console/src/usage/call-selection.ts";
import { logFilter } from "../packages/gateway/console/src/usage/log-filter.ts";
import { aboutTime } from "../packages/gateway/console/src/usage/time-range.ts";
import { matches } from "../packages/gateway/src/cli/monitoring/log-filter.fixture.ts";
import { placeOf as placeAt } from "../packages/gateway/console/src/router.ts";
import { ConsolePage } from "./support/console-page.ts";
import { Caller, Production } from "./support/production.ts";
import { shopTraffic } from "./support/shop-traffic.ts";

/** Every number of the console leads to what it is made of, and what it shows is what was called. */
const VIEWS = ["overview", "refusals", "queries", "latency", "quotas?service=mailer", "audit"];
const DIMENSIONS = ["collection", "caller", "service", "shape", "callable", "kind"];
const PLACES = [...VIEWS, ...DIMENSIONS.map((by) => `readers?by=${by}`)];

const AXE = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const COURSE = "course?by=collection&key=console&operation=list&count=reads";
const LINES = "lines?by=outcome&key=QUOTA_EXCEEDED&count=calls";
const ALL = [...PLACES, COURSE, LINES];

let production: Production;
let shown: ConsolePage;
/** What the instances have printed that callers have called. */
let output = "";
/** The time of their calls, as an address has it: over before the page looks at it. */
let time: string;

beforeAll(async () => {
  production = await Production.startApp("test/fixtures/console/index.ts");
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  time = new URLSearchParams(aboutTime(minute - 40 * 60_000, minute - 60_000)).toString();
  for (const [minutesAgo, busy] of [
    [30, 20],
    [12, 30],
    [5, 60],
  ] as const) {
    output += await shopTraffic(production, { minutesAgo, busy });
  }
  const instance = await production.instance("database");
  const operator = new Caller(instance, { sub: "operator", admin: true });
  const quota = { calls: [{ per: "minute", amount: 500 }] };
  await operator.call("setQuota", { caller: { service: "mailer" }, quota });
  shown = await ConsolePage.open();
  shown.backend = instance;
});
afterAll(async () => {
  await shown.close();
  await production.stop();
});

const placeOf = (place: string) => `${place}${place.includes("?") ? "&" : "?"}${time}`;

/** A number of the page: what it says, and where it leads to. */
interface ShownFigure {
  readonly text: string;
  readonly href: string;
}

const figures = () =>
  shown.page.evaluate<readonly ShownFigure[]>(`
    Array.from(document.querySelectorAll("a.figure, a.tile"), (link) => ({
      text: (link.querySelector(".tile-value") ?? link).textContent,
      href: link.getAttribute("href"),
    }))
  `);

/** Texts with digits that lead nowhere, and are no names, times, charts or what a form holds. */
const unlinked = () =>
  shown.page.evaluate<readonly string[]>(`(() => {
    const found = [];
    const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const free = "a, time, code, pre, form, th, b, .chart, .total";
      if (node.parentElement.closest(free) === null && /[1-9]/.test(node.data)) found.push(node.data);
    }
    return found;
  })()`);

const hash = () => shown.page.evaluate<string>("location.hash");

/** What the place that a number leads to has to say of it. */
async function madeOf({ text, href }: ShownFigure): Promise<void> {
  const view = href.slice(2).split("?")[0];
  const column = new URLSearchParams(href.split("?")[1]).get("count") ?? "";
  const { page } = shown;
  const texts = (selector: string) => page.locator(selector).allTextContents();
  if (view === "course" && /^[\d,.]+( ms| s)?$/.test(text)) {
    expect([href, await texts(".total")]).toEqual([href, [text]]);
  } else if (view === "readers" && !text.endsWith("%") && href.includes(time)) {
    expect([column, await texts("tfoot td")]).toEqual([column, expect.arrayContaining([text])]);
  } else if (view === "refusals" && text !== "0") {
    expect(await texts(".total")).toEqual([text]);
  } else if (view === "latency") {
    expect(await texts("tbody tr:first-child td")).toContain(text);
  } else if (view === "lines") {
    expect(await texts("pre")).toEqual([expect.stringContaining("gcloud logging read")]);
  } else if (view === "audit") {
    expect(await texts("td")).toContain("setQuota");
  } else if (text !== "0") {
    expect([href, await page.locator("main td").count()]).toEqual([href, expect.any(Number)]);
    expect([href, await texts("main td")]).not.toEqual([href, []]);
  }
}

/** Follows a number by the keyboard or the mouse, looks at what it leads to, and comes back. */
async function follow(figure: ShownFigure, isByKey: boolean): Promise<void> {
  const { page } = shown;
  const before = await hash();
  const link = page.locator(`a[href="${figure.href}"]`).first();
  if (isByKey) await link.press("Enter");
  else await link.click();
  expect(await hash()).toBe(figure.href);
  await shown.loaded();
  expect([figure.href, await unlinked()]).toEqual([figure.href, []]);
  await madeOf(figure);
  await page.goBack();
  expect(await hash()).toBe(before);
  await shown.loaded();
}

test("each number of each view leads to what it is made of, and so on to the calls' lines; back comes back", async () => {
  const followed = new Set<string>();
  const courses = new Set<string | undefined>();
  const waiting = PLACES.map(placeOf);
  for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) {
    await shown.show(place);
    expect([place, await unlinked()]).toEqual([place, []]);
    const all = await figures();
    if (!place.startsWith("audit")) expect([place, all.length]).not.toEqual([place, 0]);
    for (const figure of all) {
      if (followed.has(figure.href)) continue;
      followed.add(figure.href);
      await follow(figure, followed.size % 2 === 0);
      // Courses by the same are alike: of each, the numbers of the first are followed too.
      const { view, about } = placeAt(figure.href);
      if (view !== "course" || courses.has(about["by"])) continue;
      courses.add(about["by"]);
      waiting.push(figure.href.slice(2));
    }
  }
  const views = [...followed].map((href) => href.slice(2).split("?")[0]);
  expect(new Set(views)).toEqual(
    new Set(["readers", "refusals", "latency", "course", "lines", "quotas", "audit"]),
  );
});

test("the filter of the log finds the lines of just the calls that a number is of", async () => {
  const lines = output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  for (const by of ["callable", "kind", "service", "outcome", "caller", "collection", "shape"]) {
    await shown.show(placeOf(`readers?by=${by}&count=calls`));
    const calls = (await figures()).filter(
      ({ href }) => href.includes("count=calls&key") || href.includes("&key"),
    );
    const selected = calls
      .map(({ text, href }) => ({ text, selection: selectionOf(placeAt(href).about) }))
      .filter(({ text, selection }) => selection.measure === "calls" && !text.endsWith("%"))
      .filter(({ selection }) => selection.row?.operation !== "own");
    expect([by, selected.length]).not.toEqual([by, 0]);
    for (const { text, selection } of selected) {
      const found = lines.filter((line) => matches(logFilter(selection), line));
      expect([selection, found.length]).toEqual([selection, Number(text.replaceAll(",", ""))]);
    }
  }
});

describe.each(["light", "dark"] as const)("%s", (colorScheme) => {
  test("axe finds nothing wrong in any view, wide or as a phone has it, and nothing is wider than the screen", async () => {
    const { page } = shown;
    await page.emulateMedia({ colorScheme });
    for (const width of [1_280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      for (const place of ALL) {
        await shown.show(placeOf(place));
        expect([place, await violations()]).toEqual([place, "[]"]);
        expect([place, await page.evaluate("document.documentElement.scrollWidth")]).toEqual([
          place,
          width,
        ]);
      }
    }
    await page.setViewportSize({ width: 1_280, height: 800 });
  });
});

/** Put there as the browser's own tools are: the page's policy lets no foreign script in. */
async function violations(): Promise<unknown> {
  const session = await shown.page.context().newCDPSession(shown.page);
  const { result } = (await session.send("Runtime.evaluate", {
    expression: `${AXE}; axe.run().then(({violations}) => JSON.stringify(violations.map(({id, nodes}) => [id, nodes.map(({html}) => html)])))`,
    awaitPromise: true,
  })) as { readonly result: { readonly value?: unknown } };
  await session.detach();
  return result.value;
}

/** With CONSOLE_SCREENSHOTS=docs/images what the documentation shows is taken anew. */
test("the overview, who reads and the latency are shown in both themes, and on a phone", async () => {
  const folder = process.env["CONSOLE_SCREENSHOTS"];
  const { page } = shown;
  const take = async (name: string, place: string) => {
    await shown.show(place);
    const picture = await page.screenshot();
    expect(picture.length).toBeGreaterThan(1_000);
    if (folder !== undefined) writeFileSync(join(folder, `console-${name}.png`), picture);
  };
  await page.setViewportSize({ width: 1_280, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
  await take("overview", placeOf("overview"));
  await take("readers", placeOf("readers?by=collection"));
  await take("course", placeOf(COURSE));
  await take("audit", "audit?path=console%2Fitem-1");
  await page.emulateMedia({ colorScheme: "dark" });
  await take("overview-dark", placeOf("overview"));
  await take("queries-dark", placeOf("queries"));
  await page.setViewportSize({ width: 390, height: 844 });
  await take("overview-phone", placeOf("overview"));
  await page.setViewportSize({ width: 1_280, height: 800 });
});

test("a time without calls, and what nobody has set, is said, and shows no number", async () => {
  const long = new URLSearchParams(aboutTime(Date.parse("2026-01-01"), Date.parse("2026-01-02")));
  for (const [place, said] of [
    ["overview", "No calls in this time."],
    ["readers", "Nothing was counted."],
    ["refusals", "None in this time."],
    ["queries", "No query was counted."],
    ["latency", "No call was timed."],
    ["course", "Nothing was counted."],
    ["quotas?service=nobody", "It has called nothing."],
    ["audit?path=console%2Fnever", "There is no entry"],
  ] as const) {
    await shown.show(`${place}${place.includes("?") ? "&" : "?"}${long.toString()}`);
    expect(await shown.page.locator("main").textContent()).toContain(said);
  }
});

test("what an admin may not read is not shown in the trail of its changes", async () => {
  await shown.show("audit?path=console%2Fsecret");
  expect(await shown.page.locator("main").textContent()).not.toMatch(/Lamp|price/);
  await shown.show("audit?path=console%2Fitem-1");
  await shown.page.locator("summary").last().click();
  await shown.page.getByText("Lamp").first().waitFor();
});

test("without a network the numbers stay, and it is said of when they are", async () => {
  const { page, backend } = { page: shown.page, backend: shown.backend };
  await shown.show(placeOf("readers?by=callable"));
  const before = await shown.rows();
  await shown.setOnline(false);
  shown.backend = "offline";
  await page.getByRole("link", { name: "Callers", exact: true }).click();
  await page.getByRole("alert").getByText("This browser has no network.").waitFor();
  await shown.setOnline(true);
  shown.backend = backend;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("alert").waitFor({ state: "detached" });
  expect((await shown.rows()).length).toBeGreaterThan(0);
  expect(before.length).toBeGreaterThan(0);
});

test("a function that is not deployed, and App Check that is enforced, are told with what to do", async () => {
  const { backend } = shown;
  shown.backend = "not deployed";
  await shown.show("overview");
  expect(await shown.page.getByRole("alert").textContent()).toContain("is not deployed");
  shown.backend = await production.instance("database", { APP_CHECK: "enforced" });
  await shown.show("overview");
  expect(await shown.page.getByRole("alert").textContent()).toContain("CONSOLE_SITE_KEY");
  shown.backend = backend;
});

test("all of it is done by the keyboard: to a number, to a view, and the time", async () => {
  const { page } = shown;
  await shown.show(placeOf("overview"));
  const reached = new Set<string>();
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press("Tab");
    reached.add(await page.evaluate("document.activeElement.textContent.trim()"));
  }
  for (const name of ["Who reads", "Sign out operator@example.com"]) {
    expect([...reached]).toContain(name);
  }
  for (const { text } of await figures()) {
    if (text !== "0") expect([...reached].some((one) => one.includes(text))).toBe(true);
  }
  await page.locator("header select").focus();
  await page.keyboard.press("End");
  await page.waitForURL(/minutes=43200/);
});

test("the page has reported no error, and its policy has stopped nothing", () => {
  const expected = /status of 4\d\d|ERR_INTERNET_DISCONNECTED|ERR_FAILED|blocked by CORS/;
  expect(shown.problems.filter((text) => !expected.test(text))).toEqual([]);
});
