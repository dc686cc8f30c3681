import type { StoredRequestIds } from "./stored-request-ids.ts";

/** A connection of the SDK's. */
class Connection extends EventTarget {
  close(): void {}
}

/** How the SDK asks for its database. */
class OpenRequest extends EventTarget {
  readonly result = new Connection();
}

const page = new EventTarget();
const browser = {
  addEventListener: page.addEventListener.bind(page),
  indexedDB: {
    // Nothing can be read of what the SDK keeps.
    open: (_name: string, version?: number) =>
      version === undefined ? undefined : new OpenRequest(),
  },
};

let ids: StoredRequestIds;

beforeAll(async () => {
  Object.assign(globalThis, browser);
  const loaded = await import("./stored-request-ids.ts");
  ids = new loaded.StoredRequestIds({ database: "projects/p/databases/(default)", uid: "ada" });
});

afterEach(() => page.dispatchEvent(new Event("pageshow")));

afterAll(() => {
  for (const name of Object.keys(browser)) Reflect.deleteProperty(globalThis, name);
});

function openQueue(): Connection {
  const request = browser.indexedDB.open("firestore/[DEFAULT]/p/main", 17) as OpenRequest;
  request.dispatchEvent(new Event("success"));
  return request.result;
}

/** What is told within a moment. */
async function toldSoon(told: Promise<unknown>): Promise<unknown> {
  const moment = new Promise((resolve) => setTimeout(resolve, 20, "nothing yet"));
  return Promise.race([told, moment]);
}

test("of batches that are stored nowhere none has an id", async () => {
  expect(await ids.next(["a"])).toEqual([]);
});

test("a page that is being left, and has its writes in memory, sends what it can", async () => {
  page.dispatchEvent(new Event("pagehide"));
  expect(await ids.next(["a"])).toEqual([]);
});

test("a queue that the app closes is this page's no more", async () => {
  openQueue().close();
  page.dispatchEvent(new Event("pagehide"));
  expect(await ids.next(["a"])).toEqual([]);
});

test("what a page that is being left can't tell of its queue waits until it is shown again", async () => {
  const connection = openQueue();
  page.dispatchEvent(new Event("pagehide"));
  // So does the SDK.
  connection.close();
  const next = ids.next(["a"]);
  expect(await toldSoon(next)).toBe("nothing yet");
  page.dispatchEvent(new Event("pageshow"));
  expect(await next).toEqual([]);
});
