import { randomUUID } from "node:crypto";
import { listenMemory } from "./listen-memory.ts";

const { Response: own } = globalThis;

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
  expect(listenMemory(`https://${randomUUID()}.test/listen`).isPoll).toBe(isPoll);
});
