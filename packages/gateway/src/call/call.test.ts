import { Call } from "./call.ts";

test("what a stream does after it has begun is no time that its caller waited", () => {
  let nowMs = 0;
  const now = jest.spyOn(performance, "now").mockImplementation(() => nowMs);
  const call = new Call("listen", 1_000, () => 0);
  call.begin("receive");
  nowMs = 2;
  call.begin("execute");
  nowMs = 5;
  expect(call.durations).toEqual({ totalMs: 5, stepsMs: { receive: 2, execute: 3 } });
  call.answered();
  nowMs = 3_600_000;
  call.begin("settle");
  nowMs += 4;
  expect(call.durations).toEqual({
    totalMs: 5,
    stepsMs: { receive: 2, execute: 3, settle: 4 },
    lastedMs: 3_600_004,
  });
  call.end();
  now.mockRestore();
});
