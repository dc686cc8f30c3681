import { startUpkeepTimer } from "./upkeep-timer.ts";

test("scheduled work is done from time to time, and goes on after a fault", async () => {
  jest.useFakeTimers();
  const told = jest.spyOn(console, "error").mockImplementation(() => {});
  const run = jest.fn(() => Promise.reject(new Error("gone")));
  const timer = startUpkeepTimer({ run }, 1_000);
  await jest.advanceTimersByTimeAsync(3_500);
  clearInterval(timer);
  expect(run).toHaveBeenCalledTimes(3);
  expect(told).toHaveBeenCalledWith(new Error("gone"));
});
