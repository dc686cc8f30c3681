import { FrameRoom } from "./frame-room.ts";

const KIB = 1024;
const never = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Enters, and remembers in which order that came about. */
function entering(room: FrameRoom) {
  const entered: string[] = [];
  const enter = async (name: string, bytes: number, { signal = never, caller = name } = {}) => {
    const leave = await room.enter({ bytes, caller }, signal);
    if (leave !== undefined) entered.push(name);
    return leave;
  };
  return { entered, enter };
}

test("who finds no room waits for it, one after another, and what is small passes", async () => {
  const { entered, enter } = entering(new FrameRoom(300 * KIB));
  const first = await enter("first", 200 * KIB);
  void enter("second", 200 * KIB);
  void enter("third", 100 * KIB);
  void enter("small", 10 * KIB);
  await settled();
  expect(entered).toEqual(["first", "small"]);
  first?.();
  await settled();
  expect(entered).toEqual(["first", "small", "second", "third"]);
});

test("what is larger than all of the room has it alone", async () => {
  const { entered, enter } = entering(new FrameRoom(300 * KIB));
  const leave = await enter("large", 900 * KIB);
  void enter("other", 100 * KIB);
  await settled();
  expect(entered).toEqual(["large"]);
  leave?.();
  await settled();
  expect(entered).toEqual(["large", "other"]);
});

test("who gives up waiting is in nobody's way", async () => {
  const { entered, enter } = entering(new FrameRoom(300 * KIB));
  const first = await enter("first", 200 * KIB);
  const over = new AbortController();
  const second = enter("second", 300 * KIB, { signal: over.signal });
  void enter("third", 100 * KIB);
  await settled();
  over.abort();
  expect(await second).toBeUndefined();
  await settled();
  expect(entered).toEqual(["first", "third"]);
  first?.();
  expect(await enter("late", 300 * KIB, { signal: over.signal })).toBeUndefined();
  expect(await enter("last", 200 * KIB)).toBeDefined();
});

test("one caller has a part of it, and what it waits for keeps nobody else up", async () => {
  const { entered, enter } = entering(new FrameRoom(400 * KIB));
  const caller = "slow";
  const leave = await enter("slow", 70 * KIB, { caller });
  void enter("slow again", 70 * KIB, { caller });
  void enter("ada", 300 * KIB);
  await settled();
  expect(entered).toEqual(["slow", "ada"]);
  leave?.();
  await settled();
  expect(entered).toEqual(["slow", "ada", "slow again"]);
});
