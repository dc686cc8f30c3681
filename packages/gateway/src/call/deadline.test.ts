import { Deadline } from "./deadline.ts";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test("the signal comes when the time is over, and says why", () => {
  const { signal } = new Deadline(100);
  jest.advanceTimersByTime(99);
  expect(signal.aborted).toBe(false);
  jest.advanceTimersByTime(1);
  expect(signal.reason).toMatchObject({ name: "TimeoutError", message: "Not done within 100 ms." });
});

test("once called off, it never comes, and no timer is left", () => {
  const deadline = new Deadline(100);
  deadline.callOff();
  expect(jest.getTimerCount()).toBe(0);
  jest.advanceTimersByTime(1_000);
  expect(deadline.signal.aborted).toBe(false);
});
