import { nextTurn } from "./next-turn.ts";

/** Whether the next turn comes behind all promises that are under way. */
async function comesLast(): Promise<boolean> {
  let isDone = false;
  const work = async () => {
    for (let step = 0; step < 100; step += 1) await Promise.resolve();
    isDone = true;
  };
  void work();
  await nextTurn();
  return isDone;
}

test("the next turn comes when all promises of this one are done", async () => {
  expect(await comesLast()).toBe(true);
});

test("it comes too where there are timers alone", async () => {
  const { MessageChannel: channel } = globalThis;
  Object.defineProperty(globalThis, "MessageChannel", { value: undefined, configurable: true });
  try {
    expect(await comesLast()).toBe(true);
  } finally {
    Object.defineProperty(globalThis, "MessageChannel", { value: channel, configurable: true });
  }
});
