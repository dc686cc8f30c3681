import type { StoredRequestIds } from "./stored-request-ids.ts";

const page = new EventTarget();
const browser = {
  addEventListener: page.addEventListener.bind(page),
  // The SDK keeps nothing here, or has given up what it keeps.
  indexedDB: { open: () => undefined },
};

let ids: StoredRequestIds;

beforeAll(async () => {
  Object.assign(globalThis, browser);
  const loaded = await import("./stored-request-ids.ts");
  ids = new loaded.StoredRequestIds({ database: "projects/p/databases/(default)", uid: "ada" });
});

afterAll(() => {
  for (const name of Object.keys(browser)) Reflect.deleteProperty(globalThis, name);
});

test("of batches that are stored nowhere none has an id", async () => {
  expect(await ids.next(["a"])).toEqual([]);
});

test("batches of a page that is being left have to wait until it is shown again", async () => {
  page.dispatchEvent(new Event("pagehide"));
  let told: unknown = "nothing yet";
  const next = ids.next(["a"]).then((found) => (told = found));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(told).toBe("nothing yet");
  page.dispatchEvent(new Event("pageshow"));
  expect(await next).toEqual([]);
});
