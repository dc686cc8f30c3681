import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import type { Browser, Page, Route } from "playwright-core";
import {
  deployedOrigins,
  hostingConfig,
} from "../../packages/gateway/src/cli/console/hosting-config.ts";
import { buildConsole } from "../../tools/console/build-console.ts";
import { idTokenClaims, sign } from "../../tools/production/token-issuer.ts";
import { emulators } from "./emulators.ts";
import { launchBrowser } from "./open-browser.ts";

const { project } = emulators;
const REGION = "us-central1";
const SITE = `https://${project}-operators.web.app`;
const OPERATOR = { sub: "operator", email: "operator@example.com", admin: true };
const ANYBODY = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
};

/** What takes the calls of the page. */
export type PageBackend = { readonly url: string } | "offline" | "not deployed";

/**
 * The operator's console as it is deployed, with its content security policy, in a Chromium without
 * a network: an admin's tokens are the test's own, and its calls go to the instance that a test names.
 */
export class ConsolePage {
  readonly page: Page;
  /** What the browser has complained of. */
  readonly problems: string[] = [];
  backend: PageBackend = "offline";
  readonly #browser: Browser;
  readonly #folder: string;

  private constructor(browser: Browser, page: Page, folder: string) {
    this.#browser = browser;
    this.page = page;
    this.#folder = folder;
    page.on("pageerror", ({ message }) => this.problems.push(message));
    page.on("console", (message) => {
      if (message.type() === "error") this.problems.push(message.text());
    });
  }

  /** Opens a browser in which the operator has signed in. @throws Error where there is none on this machine */
  static async open(): Promise<ConsolePage> {
    const folder = mkdtempSync(resolve(".cache/console-"));
    await buildConsole(folder);
    const browser = await launchBrowser();
    const context = await browser.newContext({ locale: "en-US", timezoneId: "UTC" });
    const opened = new ConsolePage(browser, await context.newPage(), folder);
    await opened.page.route("**", (route) => opened.#answer(route));
    await context.addInitScript(
      "Object.defineProperty(navigator, 'onLine', { writable: true, value: true })",
    );
    await opened.#signIn();
    return opened;
  }

  /** Shows a place, such as `readers?by=caller`, once it is loaded. */
  async show(place: string): Promise<void> {
    const address = `${SITE}/#/${place}`;
    // The same address again is loaded again.
    if (this.page.url() === address) await this.page.reload();
    else await this.page.goto(address);
    await this.loaded();
  }

  /** Waits until the place of the address is shown with what it loads. */
  async loaded(): Promise<void> {
    // The page hears of a new address before it is painted again.
    await this.page.evaluate("new Promise((go) => requestAnimationFrame(() => setTimeout(go)))");
    await this.page.locator("h1").waitFor();
    await this.page.getByText("Loading …").first().waitFor({ state: "detached" });
  }

  /** Tells the page that the browser has a network, or has none any more, whatever this machine has. */
  async setOnline(isOnline: boolean): Promise<void> {
    await this.page.evaluate(`navigator.onLine = ${String(isOnline)}`);
  }

  /** What the cells of the rows of the page's tables say. */
  async rows(): Promise<readonly (readonly string[])[]> {
    const rows = await this.page.locator("tbody tr").all();
    return Promise.all(rows.map((row) => row.locator("td").allTextContents()));
  }

  async close(): Promise<void> {
    await this.page.unrouteAll({ behavior: "ignoreErrors" });
    await this.#browser.close();
    rmSync(this.#folder, { recursive: true });
  }

  async #signIn(): Promise<void> {
    await this.page.goto(SITE);
    await this.page.getByLabel("E-mail").fill(OPERATOR.email);
    await this.page.getByLabel("Password").fill("operator");
    await this.page.getByRole("button", { name: "Sign in", exact: true }).click();
    await this.page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  }

  #answer(route: Route): Promise<void> {
    const url = new URL(route.request().url());
    switch (url.origin) {
      case SITE:
        return this.#serve(route, url.pathname);
      case "https://identitytoolkit.googleapis.com":
      case "https://securetoken.googleapis.com":
        return route.fulfill({ headers: ANYBODY, json: signedIn() });
      case `https://${REGION}-${project}.cloudfunctions.net`:
        return this.#call(route, url.pathname.replace("/database/", ""));
      default:
        return route.abort();
    }
  }

  #serve(route: Route, path: string): Promise<void> {
    if (path === "/__/firebase/init.json") {
      return route.fulfill({ json: { apiKey: "key", projectId: project, appId: "1:1:web:1" } });
    }
    if (path === "/console.json") return route.fulfill({ json: { region: REGION } });
    const name = path === "/" ? "index.html" : path.slice(1);
    const config = hostingConfig(this.#folder, deployedOrigins(project, REGION));
    const [{ headers }] = config["headers"] as [{ headers: { key: string; value: string }[] }];
    return route.fulfill({
      headers: Object.fromEntries(headers.map(({ key, value }) => [key, value])),
      contentType: TYPES[extname(name)] ?? "text/plain",
      body: readFileSync(join(this.#folder, name)),
    });
  }

  async #call(route: Route, callable: string): Promise<void> {
    if (this.backend === "offline") return route.abort("internetdisconnected");
    if (this.backend === "not deployed") return route.fulfill({ status: 404, body: "<html>" });
    const { authorization = "" } = route.request().headers();
    const response = await fetch(`${this.backend.url}${callable}`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json", origin: SITE },
      body: route.request().postData() ?? "",
    }).catch(() => undefined);
    // The page loads again by itself, while one instance is gone and no other is there yet.
    if (response === undefined) return route.abort("connectionrefused");
    return route.fulfill({
      status: response.status,
      headers: { ...ANYBODY, "content-type": "application/json" },
      body: await response.text(),
    });
  }
}

/** What Firebase Authentication answers to a sign-in, a look at the account and a refresh. */
function signedIn(): object {
  const { sub: localId, email } = OPERATOR;
  const idToken = sign(idTokenClaims(project, OPERATOR));
  return {
    localId,
    email,
    idToken,
    refreshToken: "refresh",
    expiresIn: "3600",
    users: [{ localId, email, emailVerified: true, providerUserInfo: [] }],
  };
}
