import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { build } from "esbuild";
import type { BrowserContext, Page } from "playwright-core";
import { idTokenClaims, sign } from "../../tools/production/token-issuer.ts";
import { emulators } from "./emulators.ts";
import { browserBuild } from "./full-sdk.ts";

/** How a page keeps its writes. */
export type Cache = "memory" | "one tab" | "many tabs";

interface OpenPage {
  readonly host: string;
  readonly project: string;
  readonly token: string;
  readonly uid: string;
  readonly cache: Cache;
}

/** What the page offers to a test, as `globalThis.sdk`. */
export interface PageSdk {
  /** Begins an app, which from then on is the one that is used. */
  open(options: OpenPage): void;
  /** Uses the app again that was begun before so many others. */
  use(index: number): void;
  signIn(uid: string, token: string): void;
  /** Increments the field `n`, and ends when that is answered. */
  click(path: string, times: number): Promise<void>;
  /** The same, and ends when the device keeps it. */
  clickUnanswered(path: string, times: number): Promise<void>;
  /** Hears the field `n` of a document until `unlisten`. */
  listen(path: string): void;
  unlisten(): void;
  /** What was heard: `n`, and whether a write is pending. */
  heard(): readonly (readonly [unknown, boolean])[];
  /** Has the SDK tell the console what it does. */
  tellAll(): void;
  setNetwork(isOn: boolean): Promise<void>;
  pending(): Promise<void>;
  /** Leaves nothing on the device, and begins anew. */
  clear(): Promise<void>;
  /** From now on long timers don't end, as in a tab that nobody has seen for a while. */
  throttle(): void;
  /** Sets the device's clock, by so many milliseconds. */
  turnClock(ms: number): void;
  /** The field `n` of a document, and how many there are beside it. */
  read(path: string): Promise<readonly [unknown, number]>;
}

const CODE = `
import { deleteApp, initializeApp } from "firebase/app";
import * as fs from "firebase/firestore";
let firestore;
let stop;
const heard = [];
let user;
let tellUser = () => undefined;
let options;
const opened = [];
const increments = (path, times) => Array.from({ length: times }, () => fs.setDoc(fs.doc(firestore, path), { n: fs.increment(1) }, { merge: true }));
globalThis.sdk = {
  open(of) {
    options = of;
    const { host, project, token, uid, cache } = of;
    const app = initializeApp({ apiKey: "demo", projectId: project, appId: "1:1:web:1" }, opened.length === 0 ? undefined : String(opened.length));
    user = { token, uid };
    const auth = {
      getToken: async () => ({ accessToken: user.token }),
      getUid: () => user.uid,
      addAuthTokenListener: (listener) => {
        tellUser = () => listener(user.token);
        queueMicrotask(tellUser);
      },
      removeAuthTokenListener: () => undefined,
    };
    app.container.addComponent({ name: "auth-internal", instanceFactory: () => auth, type: "PRIVATE", multipleInstances: false, serviceProps: {}, instantiationMode: "LAZY", onInstanceCreated: null });
    const tabManager = cache === "many tabs" ? fs.persistentMultipleTabManager() : fs.persistentSingleTabManager();
    const localCache = cache === "memory" ? fs.memoryLocalCache() : fs.persistentLocalCache({ tabManager });
    firestore = fs.initializeFirestore(app, { host, ssl: false, localCache });
    opened.push(firestore);
  },
  use(index) {
    firestore = opened[index];
  },
  signIn(uid, token) {
    user = { uid, token };
    tellUser();
  },
  async clear() {
    await fs.terminate(firestore);
    await fs.clearIndexedDbPersistence(firestore);
    await deleteApp(firestore.app);
    opened.pop();
    this.open(options);
  },
  throttle() {
    const start = setTimeout;
    globalThis.setTimeout = (work, ms = 0) => start(work, ms < 2_000 ? ms : 600_000);
  },
  turnClock(ms) {
    const { now } = Date;
    Date.now = () => now() + ms;
    // Then a tab says anew whether it is the one that sends.
    document.dispatchEvent(new Event("visibilitychange"));
  },
  async click(path, times) {
    await Promise.all(increments(path, times));
  },
  async clickUnanswered(path, times) {
    for (const one of increments(path, times)) one.catch(() => undefined);
    await fs.getDocFromCache(fs.doc(firestore, path));
  },
  listen(path) {
    const options = { includeMetadataChanges: true };
    stop = fs.onSnapshot(fs.doc(firestore, path), options, (one) => heard.push([one.get("n"), one.metadata.hasPendingWrites]));
  },
  unlisten: () => stop(),
  tellAll: () => fs.setLogLevel("debug"),
  heard: () => heard,
  setNetwork: (isOn) => (isOn ? fs.enableNetwork(firestore) : fs.disableNetwork(firestore)),
  pending: () => fs.waitForPendingWrites(firestore),
  async read(path) {
    const one = fs.doc(firestore, path);
    const counted = await fs.getCountFromServer(one.parent);
    return [(await fs.getDocFromServer(one)).get("n"), counted.data().count];
  },
};
`;

/** What signs a user in. */
export function idTokenOf(uid: string): string {
  return sign(idTokenClaims(emulators.project, { sub: uid }));
}

/** Serves a page with Firebase's full SDK through the transport. */
export class SdkPages {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<SdkPages> {
    const { outputFiles } = await build({
      ...browserBuild(),
      stdin: { contents: CODE, resolveDir: resolve(".") },
      format: "iife",
      write: false,
    });
    const script = outputFiles[0]?.text ?? "";
    const server = createServer(({ url }, response) => {
      const isScript = url === "/sdk.js";
      response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
      response.end(isScript ? script : '<!doctype html><script src="/sdk.js"></script>');
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    return new SdkPages(server);
  }

  /** A page in which Ada is signed in, unless another token is given. */
  async open(
    context: BrowserContext,
    {
      token,
      ...options
    }: Omit<OpenPage, "project" | "token" | "uid"> & { readonly token?: string },
  ): Promise<Page> {
    const page = await context.newPage();
    const { port } = this.#server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${String(port)}/`);
    const { project } = emulators;
    const idToken = token ?? idTokenOf("ada");
    await page.evaluate(
      (opening) => (globalThis as unknown as { sdk: PageSdk }).sdk.open(opening),
      { ...options, project, uid: "ada", token: idToken },
    );
    return page;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
