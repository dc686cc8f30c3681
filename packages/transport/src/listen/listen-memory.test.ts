import { randomUUID } from "node:crypto";
import { listenMemory } from "./listen-memory.ts";

const { Response: own } = globalThis;

const databaseOf = (id: string) => `projects/p/databases/${id}`;

afterEach(() => {
  globalThis.Response = own;
});

/** As in React Native, whose answers are there when they are whole. */
class TextResponse {
  text(): Promise<string> {
    return Promise.resolve("");
  }
}

test.each([
  ["streams where an answer's body can be read as it comes", own, false],
  ["polls where an answer has no body", TextResponse, true],
  ["polls where there is no Response", undefined, true],
])("a gateway is asked for %s", (_what, response, isPoll) => {
  Object.assign(globalThis, { Response: response });
  const url = `https://${randomUUID()}.test/listen`;
  expect(listenMemory(url, databaseOf("(default)")).isPoll).toBe(isPoll);
});

test("snapshots of one database say nothing of the time of another's", () => {
  const url = `https://${randomUUID()}.test/listen`;
  listenMemory(url, databaseOf("(default)")).snapshotTime = "2026-01-01T00:00:00.000000Z";
  expect(listenMemory(url, databaseOf("(default)")).snapshotTime).not.toBe("");
  expect(listenMemory(url, databaseOf("other")).snapshotTime).toBe("");
});
