import { Call } from "../call/call.ts";
import { summarize } from "../call/summarize.ts";
import { writeLogEntry } from "../log/write-log-entry.ts";
import { logStreamsEvent } from "./log-streams-event.ts";

jest.mock("../log/write-log-entry.ts", () => ({ writeLogEntry: jest.fn() }));

const line = () => jest.mocked(writeLogEntry).mock.calls.at(-1)?.[0];

test("a stream that has begun is told without what the lines of calls are counted by", () => {
  const call = new Call("listen", 1_000, () => 0);
  const rights = { app: null, admin: false, roles: [], teams: [] };
  call.caller = { kind: "service", uid: "s", service: "billing", ...rights };
  call.database = "other";
  logStreamsEvent({ kind: "opened", call, summary: summarize(call, {}), targets: 3 });
  call.end();
  expect(line()).toMatchObject({
    severity: "INFO",
    message: "listen opened",
    callable: "listen",
    database: "other",
    service: "billing",
    kind: "service",
    targets: 3,
  });
  expect(line()).not.toHaveProperty("code");
});

test("what streams there are is told as such", () => {
  const metrics = { streams: 3, targets: 7, sharedTargets: 2, resultBytes: 10 };
  logStreamsEvent({ kind: "metrics", ...metrics });
  expect(line()).toEqual({ severity: "INFO", message: "streams metrics", ...metrics });
});
