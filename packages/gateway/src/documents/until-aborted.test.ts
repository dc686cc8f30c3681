import { getEventListeners } from "node:events";
import { untilAborted } from "./until-aborted.ts";

const errorOf = (reason: unknown) => new Error(`aborted: ${String(reason)}`);

test("what comes before the signal is what is waited for", async () => {
  const { signal } = new AbortController();
  expect(await untilAborted(Promise.resolve(1), signal, errorOf)).toBe(1);
  expect(await untilAborted(Promise.resolve(1), undefined, errorOf)).toBe(1);
  await expect(untilAborted(Promise.reject(new Error("no")), signal, errorOf)).rejects.toThrow(
    "no",
  );
});

test("the signal ends the wait, before it or within it, with its reason", async () => {
  const never = new Promise<never>(() => undefined);
  const controller = new AbortController();
  const waiting = untilAborted(never, controller.signal, errorOf);
  controller.abort("late");
  await expect(waiting).rejects.toThrow("aborted: late");
  await expect(untilAborted(never, controller.signal, errorOf)).rejects.toThrow("aborted: late");
});

test("no listener stays behind, however it ends", async () => {
  const controller = new AbortController();
  await untilAborted(Promise.resolve(1), controller.signal, errorOf);
  await untilAborted(Promise.reject(new Error("no")), controller.signal, errorOf).catch(() => 0);
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
});
