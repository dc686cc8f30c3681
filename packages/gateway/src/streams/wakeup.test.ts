import { Wakeup } from "./wakeup.ts";

test("who waits is woken, and who was woken before does not wait", async () => {
  const wakeup = new Wakeup();
  const waiting = wakeup.wait();
  wakeup.wake();
  await waiting;
  wakeup.wake();
  wakeup.wake();
  await wakeup.wait();
  let isWoken = false;
  const again = wakeup.wait().then(() => (isWoken = true));
  await Promise.resolve();
  expect(isWoken).toBe(false);
  wakeup.wake();
  await again;
});
