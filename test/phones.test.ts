import { readFileSync } from "node:fs";
import { Caller, Production } from "./support/production.ts";

/** What docs/phones.md says that Firebase's clients for phones send and get. */
const PAGE = readFileSync("docs/phones.md", "utf8");

let production: Production;
let caller: Caller;

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  caller = new Caller(await production.instance("database"), { sub: "phone" });
});

afterAll(() => production.stop());

test("the requests of docs/phones.md are answered as it says", async () => {
  const requests = [...PAGE.matchAll(/^```http\nPOST \/database\/(\w+)\n\n(.*)\n```$/gm)];
  expect(requests.map(([, name]) => name)).toEqual([
    "setDocument",
    "updateDocument",
    "getDocument",
  ]);
  let last: unknown;
  for (const [, name = "", body = ""] of requests) {
    const { data } = JSON.parse(body) as { data: unknown };
    const { result, error } = await caller.call<{ document: { data: object } }>(name, data);
    expect(error).toBeUndefined();
    last = result?.document.data;
  }
  const [, told = ""] = /^```json\n([^]*?)^```$/m.exec(PAGE) ?? [];
  expect(last).toEqual({
    ...(JSON.parse(told) as object),
    readAt: { $timestamp: expect.stringMatching(/\.\d{6}Z$/) as string },
  });
});
