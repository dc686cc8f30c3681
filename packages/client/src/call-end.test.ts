import { CallEnd } from "./call-end.ts";

const never = () => new Promise<never>(() => undefined);

test("a call ends with its work, and leaves no timer and no listener behind", async () => {
  const { signal } = new AbortController();
  const removed = jest.spyOn(signal, "removeEventListener");
  const end = new CallEnd({ deadlineMs: 60_000, signal });
  expect(await end.until(() => Promise.resolve(1))).toBe(1);
  await expect(end.until(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(end.remainingMs).toBeGreaterThan(0);
  end.dispose();
  expect(removed).toHaveBeenCalledTimes(1);
});

test("after its deadline it rejects as one that may have been applied", async () => {
  const end = new CallEnd({ deadlineMs: 1 });
  await expect(end.until(never)).rejects.toMatchObject({
    name: "DatabaseError",
    code: "deadline-exceeded",
    reason: "NO_ANSWER",
    message: expect.stringContaining("1 ms") as unknown,
  });
  expect(end.remainingMs).toBe(0);
});

test("it rejects with its signal's reason, before it has begun too", async () => {
  const controller = new AbortController();
  const end = new CallEnd({ signal: controller.signal });
  const work = end.until(never);
  controller.abort(new Error("The page was left."));
  await expect(work).rejects.toThrow("The page was left.");
  const begun = jest.fn();
  await expect(end.until(begun)).rejects.toThrow("The page was left.");
  const late = new CallEnd({ signal: controller.signal });
  await expect(late.until(begun)).rejects.toThrow("The page was left.");
  expect(begun).not.toHaveBeenCalled();
});

test.each([0, -1, Number.NaN])("%s is no deadline", (deadlineMs) => {
  expect(() => new CallEnd({ deadlineMs })).toThrow(TypeError);
});

test("a deadline of months is one", () => {
  const end = new CallEnd({ deadlineMs: 10 ** 11 });
  expect(end.remainingMs).toBeGreaterThan(10 ** 10);
  end.dispose();
});
