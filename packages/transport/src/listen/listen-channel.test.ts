import { HIDDEN_MS, LONGEST_PAUSE_MS } from "../../../client/src/watch/live-queries.ts";
import {
  settled,
  timeOf,
  type ScriptedStream,
} from "../../../client/src/watch/scripted-gateway.fixture.ts";
import { ModelSdk } from "./model-sdk.fixture.ts";
import { LAG_MS } from "./lagging-targets.ts";
import { PATIENCE_MS } from "./patience.ts";
import { messageOf, ROOT, ScriptedListener, tell } from "./scripted-listener.fixture.ts";
import { JOIN_AFTER_MS, RESULT_MS } from "./target-streams.ts";

let listener: ScriptedListener;

beforeEach(() => {
  listener = new ScriptedListener();
});

afterEach(() => listener.restore());

const whole = (...messages: readonly ReturnType<typeof messageOf>[]) => ({
  reset: true as const,
  messages,
});

/** A target that has told its first result. */
async function listening(targetId = 2) {
  listener.listen(targetId);
  const stream = await listener.stream();
  await stream.open();
  await tell(stream, 5, whole(messageOf("c/a", 1)));
  return stream;
}

/** Lets time pass in which streams tell nothing. */
async function pingFor(streams: readonly ScriptedStream[], ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= PING_MS) {
    await listener.page.advance(Math.min(left, PING_MS));
    for (const stream of streams) if (!stream.isClosed) await stream.send({ kind: "ping" });
  }
}

/** Hides the page for as long as its streams go on. */
async function hide(stream: ScriptedStream): Promise<void> {
  listener.page.setHidden(true);
  await pingFor([stream], HIDDEN_MS);
}

const PING_MS = 20_000;
/** After how long without an answer the SDK takes itself for offline. */
const OFFLINE_MS = 10_000;
/** How long a poll may well take to be answered. */
const ANSWER_MS = 2_000;

describe("a target", () => {
  test("is asked for as the SDK asks, with the tokens in headers alone", async () => {
    listener.listen(2, { expectedCount: 3, readTime: timeOf(1) });
    const { asked, headers } = await listener.stream();
    const query = { parent: ROOT.slice(0, -1), structuredQuery: { targetId: 2 } };
    expect(asked).toEqual({
      database: "(default)",
      targets: [{ id: expect.any(String), message: { query } }],
    });
    expect(headers).toMatchObject({ authorization: "Bearer of ada" });
  });

  test("is told in the order of a Listen stream, from the gateway's first frame on", async () => {
    listener.listen(2);
    const stream = await listener.stream();
    expect([listener.opened, listener.told]).toEqual([0, []]);
    await stream.open();
    expect([listener.opened, listener.kinds]).toEqual([1, ["ADD 2"]]);
    await tell(stream, 5, whole(messageOf("c/a", 1)));
    expect(listener.kinds).toEqual(["ADD 2", "documentChange", "CURRENT 2", "NO_CHANGE"]);
    expect(listener.told.at(-1)).toEqual({
      targetChange: { targetChangeType: "NO_CHANGE", targetIds: [], readTime: timeOf(5) },
    });
  });

  test("that the SDK wants no more is answered by REMOVE, and its request is closed", async () => {
    const stream = await listening();
    listener.unlisten(2);
    await settled();
    expect(listener.kinds.at(-1)).toBe("REMOVE 2");
    expect(stream.isClosed).toBe(true);
  });

  test("that is wanted no more before the gateway has answered is told as added and removed with the next", async () => {
    listener.listen(2);
    await listener.stream();
    listener.unlisten(2);
    await settled();
    expect(listener.told).toEqual([]);
    listener.listen(4);
    await (await listener.stream()).open();
    expect(listener.kinds).toEqual(["ADD 2", "REMOVE 2", "ADD 4"]);
  });

  test("that is asked for again under its number tells of the new request alone", async () => {
    const first = await listening();
    listener.unlisten(2);
    listener.listen(2);
    const second = await listener.stream();
    await second.open();
    expect(first.isClosed).toBe(true);
    await tell(second, 7, whole(messageOf("c/b", 7)));
    expect(listener.kinds.slice(4)).toEqual([
      "REMOVE 2",
      "ADD 2",
      "documentChange",
      "CURRENT 2",
      "NO_CHANGE",
    ]);
    expect(listener.sdk.of(2)).toEqual({ [`${ROOT}c/b`]: timeOf(7) });
  });

  test("that is refused is removed with a cause that names code, reason and when to come back", async () => {
    listener.listen(2);
    listener.listen(4);
    const stream = await listener.stream();
    await stream.open();
    const details = { reason: "QUOTA_EXCEEDED", retryAfterMs: 2 * PATIENCE_MS };
    const error = { status: "RESOURCE_EXHAUSTED", message: "No more.", details };
    await stream.send({ kind: "removed", id: stream.id(0), error });
    await tell(stream, 5, { ...whole(), at: 1 });
    expect(listener.told[1]).toEqual({
      targetChange: {
        targetChangeType: "REMOVE",
        targetIds: [2],
        cause: {
          code: 8,
          message: `No more. [QUOTA_EXCEEDED, retryAfterMs ${String(2 * PATIENCE_MS)}]`,
        },
      },
    });
    expect(listener.kinds.slice(2)).toEqual(["CURRENT 4", "NO_CHANGE"]);
    expect(listener.ended).toBeUndefined();
  });

  test("that a quota refuses for a moment is asked for again, and nobody is told", async () => {
    const stream = await listening();
    const details = { reason: "QUOTA_EXCEEDED", retryAfterMs: PATIENCE_MS };
    const error = { status: "RESOURCE_EXHAUSTED", message: "Not now.", details };
    await stream.send({ kind: "removed", id: stream.id(), error });
    await listener.page.advance(PATIENCE_MS - 1);
    expect(listener.streams).toHaveLength(1);
    await listener.page.advance(1);
    const again = await listener.stream();
    expect(again.asked.targets).toMatchObject([{ token: "token-5" }]);
    await again.open();
    await tell(again, 6, {});
    expect(listener.kinds).toEqual(["ADD 2", "documentChange", "CURRENT 2", "NO_CHANGE"]);
  });

  test("that a quota refuses before its first result is no sign that the SDK is offline, and is told once all waits are too long", async () => {
    listener.listen(2);
    const details = { reason: "QUOTA_EXCEEDED", retryAfterMs: PATIENCE_MS / 2 };
    const error = { status: "RESOURCE_EXHAUSTED", message: "Not now.", details };
    for (const _ of [1, 2]) {
      await (await listener.stream()).refuse(429, error);
      expect([listener.opened, listener.kinds]).toEqual([1, ["ADD 2"]]);
      await listener.page.advance(PATIENCE_MS / 2);
    }
    await (await listener.stream()).refuse(429, error);
    expect([...listener.sdk.causes]).toEqual([[2, 8]]);
  });

  test("of a document is asked for without the SDK's token, and is missing where nothing is told of it", async () => {
    listener.listenTo(2, "c/a", { resumeToken: "dG9r" });
    const stream = await listener.stream();
    expect(stream.asked.targets[0]).not.toHaveProperty("token");
    await stream.open();
    await tell(stream, 5, { reset: true, removed: ["c/a"] });
    expect(listener.kinds).toEqual([
      "ADD 2",
      "RESET 2",
      "documentDelete",
      "CURRENT 2",
      "NO_CHANGE",
    ]);
  });
});

describe("snapshots", () => {
  test("never go back, whatever a target's own time is", async () => {
    const first = await listening(2);
    listener.listen(4);
    const second = await listener.stream();
    await second.open();
    await tell(second, 3, whole(messageOf("d/a", 1)));
    await tell(first, 8, { messages: [messageOf("c/a", 8)] });
    expect(listener.sdk.readTimes).toEqual([timeOf(5), timeOf(5), timeOf(8)]);
    expect(listener.sdk.of(4)).toEqual({ [`${ROOT}d/a`]: timeOf(1) });
  });

  test("begin no earlier than the gateway's own time, since the SDK may have had one of just before", async () => {
    listener.listen(2);
    const stream = await listener.stream();
    await stream.open(timeOf(9));
    await tell(stream, 3, whole());
    expect(listener.sdk.readTimes).toEqual([timeOf(9)]);
  });

  test("have what a frame tells of several targets together", async () => {
    listener.listen(2);
    listener.listen(4);
    const stream = await listener.stream();
    await stream.open();
    const both = [0, 1].map((at) => ({
      id: stream.id(at),
      documents: [],
      ...whole(messageOf("c/a", 1)),
      readTime: timeOf(2),
      token: "tokn",
    }));
    await stream.send({ kind: "snapshot", readTime: timeOf(2), targets: both });
    expect(listener.sdk.snapshots).toHaveLength(1);
    expect(Object.keys(listener.sdk.snapshots[0] ?? {})).toEqual(["2", "4"]);
  });
});

describe("a document that two targets have", () => {
  const A = `${ROOT}c/a`;

  /** Two targets with the same document, each by a stream of its own. */
  async function both() {
    const first = await listening(2);
    listener.listen(4);
    const second = await listener.stream();
    await second.open();
    await tell(second, 5, whole(messageOf("c/a", 1)));
    return { first, second };
  }

  test("is told in another version once both have that, as one snapshot", async () => {
    const { first, second } = await both();
    const { length } = listener.sdk.snapshots;
    await tell(second, 7, { messages: [messageOf("c/a", 7)] });
    expect(listener.sdk.snapshots).toHaveLength(length);
    await tell(first, 8, { messages: [messageOf("c/a", 7), messageOf("c/b", 8)] });
    expect(listener.sdk.snapshots).toHaveLength(length + 1);
    expect(listener.sdk.of(4)).toEqual({ [A]: timeOf(7) });
    expect(listener.sdk.of(2)).toEqual({ [A]: timeOf(7), [`${ROOT}c/b`]: timeOf(8) });
  });

  test("is told in the version that both had, where one has two and the other the first of them", async () => {
    const { first, second } = await both();
    for (const n of [7, 9]) await tell(second, n, { messages: [messageOf("c/a", n)] });
    await tell(first, 7, { messages: [messageOf("c/a", 7)] });
    expect(listener.sdk.snapshots.at(-1)).toMatchObject({
      2: { [A]: timeOf(7) },
      4: { [A]: timeOf(7) },
    });
  });

  test("keeps nobody waiting who has other documents", async () => {
    const { first, second } = await both();
    await tell(second, 7, { messages: [messageOf("c/a", 7)] });
    listener.listen(6);
    const third = await listener.stream();
    await third.open();
    await tell(third, 8, whole(messageOf("d/a", 8)));
    expect(listener.sdk.snapshots.at(-1)).toMatchObject({ 4: { [A]: timeOf(1) }, 6: {} });
    await tell(first, 9, { messages: [messageOf("c/b", 9)] });
    expect(listener.sdk.of(2)).toMatchObject({ [`${ROOT}c/b`]: timeOf(9) });
  });

  test("keeps who has told nothing yet waiting, and not who has", async () => {
    const first = await listening(2);
    listener.listen(4);
    const second = await listener.stream();
    await second.open();
    await tell(first, 7, { messages: [messageOf("c/a", 7)] });
    expect(listener.sdk.of(2)).toEqual({ [A]: timeOf(7) });
    await tell(second, 5, whole(messageOf("c/a", 1)));
    expect(listener.sdk.of(4)).toBeUndefined();
    await tell(second, 7, { messages: [messageOf("c/a", 7)] });
    expect(listener.sdk.of(4)).toEqual({ [A]: timeOf(7) });
  });

  test("that is missing for one is told so once the other has it no more", async () => {
    const first = await listening(2);
    listener.listenTo(4, "c/a");
    const second = await listener.stream();
    await second.open();
    await tell(second, 7, { reset: true, removed: ["c/a"] });
    expect(listener.sdk.of(4)).toBeUndefined();
    await tell(first, 7, { removed: ["c/a"] });
    expect(listener.sdk.snapshots.at(-1)).toEqual({ 2: {}, 4: {} });
  });

  test("is waited for no longer than it may, then the target that is behind is current no more until it tells again", async () => {
    const { first, second } = await both();
    await tell(second, 7, { messages: [messageOf("c/a", 7)] });
    await listener.page.advance(LAG_MS - 1);
    expect(listener.sdk.of(4)).toEqual({ [A]: timeOf(1) });
    await listener.page.advance(1);
    expect(listener.sdk.snapshots.at(-1)).toEqual({ 4: { [A]: timeOf(7) } });
    await tell(first, 7, { messages: [messageOf("c/a", 7)] });
    expect(listener.sdk.of(2)).toEqual({ [A]: timeOf(7) });
  });

  test("is waited for no more once the target that is behind is left", async () => {
    const { second } = await both();
    await tell(second, 7, { messages: [messageOf("c/a", 7)] });
    listener.unlisten(2);
    await settled();
    expect(listener.sdk.snapshots.at(-1)).toEqual({ 4: { [A]: timeOf(7) } });
  });

  test("is told after a cut once all that show it have told, with what has changed alone", async () => {
    const { first } = await both();
    const [two, four] = [2, 4].map((id) => listener.sdk.tokens.get(id));
    await first.cut();
    listener.reopen();
    listener.listen(2, { resumeToken: two });
    listener.listen(4, { resumeToken: four });
    const again = await listener.stream();
    await again.open();
    await tell(again, 7, { ...whole(messageOf("c/a", 7)), at: 1 });
    expect(listener.kinds).toEqual(["ADD 2,4"]);
    await tell(again, 8, { ...whole(messageOf("c/a", 7), messageOf("c/b", 8)), at: 0 });
    expect(listener.sdk.snapshots.at(-1)).toEqual({
      2: { [A]: timeOf(7), [`${ROOT}c/b`]: timeOf(8) },
      4: { [A]: timeOf(7) },
    });
    expect(listener.kinds).not.toContain("RESET 2");
  });
});

test("a document that is missing is told so as of no later than it is known", async () => {
  const first = await listening(2);
  listener.listenTo(4, "d/a");
  const second = await listener.stream();
  await second.open();
  await tell(second, 6, { reset: true, removed: ["d/a"] });
  await tell(first, 9, { messages: [messageOf("c/a", 9)] });
  // To the SDK it is missing as of the snapshot, and one of 7 or 8 would be too old to be told.
  expect(listener.sdk.readTimes.at(-1)).toBe(timeOf(6));
  await tell(second, 8, { messages: [messageOf("d/a", 7)] });
  expect(listener.sdk.readTimes.at(-1)).toBe(timeOf(9));
});

describe("streams", () => {
  test("that go on side by side become one, which is there before the others end", async () => {
    const first = await listening(2);
    listener.listen(4);
    const second = await listener.stream();
    await second.open();
    await tell(second, 6, whole(messageOf("d/a", 6)));
    await listener.page.advance(JOIN_AFTER_MS);
    const joined = await listener.stream();
    expect(joined.asked.targets).toMatchObject([{ token: "token-5" }, { token: "token-6" }]);
    await joined.open();
    await tell(joined, 6, { at: 0 });
    await tell(first, 7, { messages: [messageOf("c/b", 7)] });
    expect(listener.sdk.of(2)).toEqual({ [`${ROOT}c/a`]: timeOf(1), [`${ROOT}c/b`]: timeOf(7) });
    expect(listener.open).toHaveLength(3);
    await tell(joined, 6, { at: 1 });
    expect(listener.open).toEqual([joined]);
    // It tells of the change too, which changes nothing any more.
    const told = listener.told.length;
    await tell(joined, 7, { messages: [messageOf("c/b", 7)] });
    expect(listener.told).toHaveLength(told);
    await tell(joined, 8, { removed: ["c/b"] });
    expect(listener.sdk.of(2)).toEqual({ [`${ROOT}c/a`]: timeOf(1) });
  });

  test("that lag behind another take nothing back", async () => {
    const first = await listening(2);
    listener.listen(4);
    const second = await listener.stream();
    await second.open();
    await tell(second, 6, whole());
    await listener.page.advance(JOIN_AFTER_MS);
    const joined = await listener.stream();
    await tell(first, 9, { messages: [messageOf("c/b", 9)], removed: ["c/a"] });
    const told = listener.told.length;
    await joined.open();
    await tell(joined, 7, { ...whole(messageOf("c/a", 7)), at: 0 });
    await tell(joined, 7, { at: 1 });
    expect(listener.told).toHaveLength(told);
    await tell(joined, 10, { messages: [messageOf("c/b", 10)], removed: ["c/a"] });
    expect(listener.sdk.of(2)).toEqual({ [`${ROOT}c/b`]: timeOf(10) });
  });

  test("that go on from what the SDK had before tell nothing once another has told the whole result", async () => {
    listener.listen(2, { resumeToken: "dG9r" });
    const first = await listener.stream();
    await first.open();
    await tell(first, 5, {});
    listener.listen(4);
    const second = await listener.stream();
    await second.open();
    await tell(second, 5, whole());
    await listener.page.advance(JOIN_AFTER_MS);
    const joined = await listener.stream();
    await joined.open();
    await tell(first, 6, whole(messageOf("c/a", 6)));
    await tell(joined, 7, { messages: [messageOf("c/b", 7)], at: 0 });
    await tell(joined, 7, { at: 1 });
    expect(listener.sdk.of(2)).toEqual({ [`${ROOT}c/a`]: timeOf(6) });
    await tell(first, 7, { messages: [messageOf("c/b", 7)] });
    expect(Object.keys(listener.sdk.of(2) ?? {})).toHaveLength(2);
    await first.end({ reason: "LIMIT", retryAfterMs: 0 });
    expect((await listener.stream()).asked.targets).toMatchObject([{ token: "token-7" }]);
  });

  test("are at most four at once, and what comes meanwhile waits for room", async () => {
    for (let targetId = 2; targetId < 60; targetId += 2) {
      listener.listen(targetId);
      await listener.page.advance(0);
    }
    expect(listener.open).toHaveLength(2);
    for (let turn = 0; turn < 4; turn += 1) {
      for (const stream of listener.open) {
        if (stream.isOpened) continue;
        await stream.open();
        for (const at of stream.asked.targets.keys()) await tell(stream, 5, { ...whole(), at });
      }
      await listener.page.advance(0);
      expect(listener.open.length).toBeLessThanOrEqual(4);
    }
    const current = listener.kinds.filter((kind) => kind.startsWith("CURRENT"));
    expect(new Set(current).size).toBe(29);
  });

  test("that a quota refuses take nothing from those that they were to join", async () => {
    const first = await listening(2);
    listener.listen(4);
    const second = await listener.stream();
    await second.open();
    await tell(second, 6, whole());
    const details = { reason: "QUOTA_EXCEEDED", retryAfterMs: 2 * PATIENCE_MS };
    const error = { status: "RESOURCE_EXHAUSTED", message: "Not now.", details };
    await listener.page.advance(JOIN_AFTER_MS);
    const whole429 = await listener.stream();
    await whole429.refuse(429, error);
    await pingFor([first, second], 2 * PATIENCE_MS - 1);
    expect(listener.streams).toHaveLength(3);
    await listener.page.advance(1);
    const joining = await listener.stream();
    expect(listener.streams).toHaveLength(4);
    await joining.open();
    await joining.send({ kind: "removed", id: joining.id(0), error });
    expect([listener.open, listener.sdk.causes.size]).toEqual([[first, second], 0]);
    await tell(first, 7, { messages: [messageOf("c/b", 7)] });
    expect(Object.keys(listener.sdk.of(2) ?? {})).toHaveLength(2);
  });

  test("that are refused for what is wrong of one target go on for the others", async () => {
    for (const targetId of [2, 4, 6]) listener.listen(targetId);
    const details = { reason: "REQUEST_TOO_DEEP" };
    const error = { status: "INVALID_ARGUMENT", message: "Too deep.", details };
    await (await listener.stream()).refuse(400, error);
    await listener.page.advance(0);
    for (const stream of listener.open) {
      expect(stream.asked.targets).toHaveLength(1);
      if (stream === listener.streams[1]) await stream.refuse(400, error);
      else await stream.open();
    }
    await tell(listener.streams[2] as ScriptedStream, 5, whole(messageOf("c/a", 1)));
    const third = await listener.stream();
    await third.open();
    await tell(third, 6, whole(messageOf("c/a", 1)));
    expect([...listener.sdk.causes]).toEqual([[2, 3]]);
    expect(listener.sdk.snapshots.at(-1)).toMatchObject({ 4: {}, 6: {} });
    await listener.page.advance(JOIN_AFTER_MS);
    expect((await listener.stream()).asked.targets).toHaveLength(2);
  });

  test("that are refused altogether make room for what waits", async () => {
    for (const targetId of [2, 4, 6]) {
      listener.listen(targetId);
      await listener.page.advance(0);
    }
    expect(listener.streams).toHaveLength(2);
    const error = { status: "PERMISSION_DENIED", message: "No.", details: { reason: "FORBIDDEN" } };
    for (const stream of listener.open) await stream.refuse(403, error);
    const third = await listener.stream();
    expect(listener.streams).toHaveLength(3);
    await third.open();
    await tell(third, 5, whole(messageOf("c/a", 1)));
    expect(listener.sdk.of(6)).toEqual({ [`${ROOT}c/a`]: timeOf(1) });
  });

  test("that tell of what nobody wants any more are replaced", async () => {
    listener.listen(2);
    listener.listen(4);
    const first = await listener.stream();
    await first.open();
    for (const at of [0, 1]) await tell(first, 5, { ...whole(), at });
    listener.unlisten(2);
    await listener.page.advance(JOIN_AFTER_MS);
    const second = await listener.stream();
    expect(second.asked.targets).toHaveLength(1);
    await second.open();
    await tell(second, 6, {});
    expect(listener.open).toEqual([second]);
  });

  test.each(["LIMIT", "SHUTDOWN"] as const)(
    "that end with %s are opened again when the gateway says, and the SDK learns nothing of it",
    async (reason) => {
      const stream = await listening();
      const told = listener.told.length;
      await stream.end({ reason, retryAfterMs: 700 });
      await listener.page.advance(699);
      expect(listener.streams).toHaveLength(1);
      await listener.page.advance(1);
      const again = await listener.stream();
      expect(again.asked.targets).toMatchObject([{ token: "token-5" }]);
      await again.open();
      await tell(again, 6, {});
      expect(listener.told).toHaveLength(told);
      await tell(again, 7, { messages: [messageOf("c/b", 7)] });
      expect(Object.keys(listener.sdk.of(2) ?? {})).toHaveLength(2);
    },
  );

  test("of a page that nobody has seen for a minute are closed, and come back with their tokens", async () => {
    const stream = await listening();
    await hide(stream);
    expect(stream.isClosed).toBe(true);
    await listener.page.advance(60 * HIDDEN_MS);
    expect(listener.streams).toHaveLength(1);
    listener.page.setHidden(false);
    expect((await listener.stream()).asked.targets).toMatchObject([{ token: "token-5" }]);
    expect(listener.ended).toBeUndefined();
  });

  test("of a hidden page are opened for who asks all the same", async () => {
    await hide(await listening());
    listener.listen(4);
    const again = await listener.stream();
    expect(again.asked.targets).toHaveLength(2);
    await again.open();
    await pingFor([again], HIDDEN_MS);
    expect(listener.open).toEqual([]);
  });
});

describe("an end that the SDK is told", () => {
  test.each([
    ["a cut", "cut"],
    ["a clean end without a last frame", "finish"],
  ] as const)(
    "%s: UNAVAILABLE, nothing after it, and all comes back by tokens",
    async (_name, how) => {
      const stream = await listening();
      const [token] = listener.sdk.tokens.values();
      await stream[how]();
      expect(listener.ended).toMatchObject({ status: "UNAVAILABLE" });
      await listener.page.advance(LONGEST_PAUSE_MS);
      expect(listener.streams).toHaveLength(1);
      listener.reopen();
      listener.listen(2, { resumeToken: token, expectedCount: 1 });
      const again = await listener.stream();
      expect(again.asked.targets).toMatchObject([{ token: "token-5" }]);
      await again.open();
      await tell(again, 6, {});
      expect(listener.kinds).toEqual(["ADD 2", "CURRENT 2", "NO_CHANGE"]);
      expect(listener.sdk.of(2)).toEqual({ [`${ROOT}c/a`]: timeOf(1) });
    },
  );

  test("a connection that can't be made: UNAVAILABLE, and it was never open", async () => {
    listener.listen(2);
    await (await listener.stream()).cut();
    expect(listener.opened).toBe(0);
    expect(listener.ended).toMatchObject({ status: "UNAVAILABLE" });
  });

  test("a token that is no good: UNAUTHENTICATED twice, then each listener is told", async () => {
    const unauthenticated = { status: "UNAUTHENTICATED", message: "Unauthenticated" };
    for (const _ of [1, 2]) {
      listener.listen(2);
      await (await listener.stream()).refuse(401, unauthenticated);
      expect(listener.ended).toMatchObject({ status: "UNAUTHENTICATED" });
      listener.reopen();
    }
    listener.listen(2);
    await (await listener.stream()).refuse(401, unauthenticated);
    expect(listener.ended).toBeUndefined();
    expect(listener.sdk.causes.get(2)).toBe(16);
  });

  test("a token that expires: UNAUTHENTICATED, by which the SDK comes with another", async () => {
    const stream = await listening();
    await stream.end({ reason: "TOKEN_EXPIRES", retryAfterMs: 0 });
    expect(listener.ended).toMatchObject({ status: "UNAUTHENTICATED" });
  });

  test("a fault of the gateway's: UNAVAILABLE, with its reason", async () => {
    listener.listen(2);
    const details = { reason: "INTERNAL" };
    await (await listener.stream()).refuse(500, { status: "INTERNAL", message: "Oh.", details });
    expect(listener.ended).toEqual({ status: "UNAVAILABLE", message: "Oh. [INTERNAL]" });
  });

  test("no function at its URL: UNAVAILABLE, with what is to be done", async () => {
    listener.listen(2);
    await (await listener.stream()).answer(404, "<html>Page not found</html>");
    expect(listener.ended).toEqual({
      status: "UNAVAILABLE",
      message:
        "In the gateway's place something answered HTTP 404: is it deployed, and may everybody call it?",
    });
  });

  test("Firestore can't be reached, three times in a row: UNAVAILABLE, the next time before the SDK takes itself for online", async () => {
    const error = { status: "UNAVAILABLE", message: "Not now.", details: { retryAfterMs: 500 } };
    for (const opened of [1, 0]) {
      listener.listen(2);
      for (const _ of [1, 2, 3]) {
        const stream = await listener.stream();
        await stream.open();
        expect(listener.ended).toBeUndefined();
        await stream.send({ kind: "removed", id: stream.id(), error });
        await listener.page.advance(500);
      }
      expect(listener.ended).toMatchObject({ status: "UNAVAILABLE" });
      expect([listener.opened, listener.sdk.causes.size]).toEqual([opened, 0]);
      listener.reopen();
    }
    listener.listen(2);
    const back = await listener.stream();
    await back.open();
    await tell(back, 5, whole());
    expect([listener.opened, listener.kinds]).toEqual([1, ["ADD 2", "CURRENT 2", "NO_CHANGE"]]);
  });

  test("a stream that stands and tells no result for long: UNAVAILABLE, the next time before the SDK takes itself for online", async () => {
    for (const opened of [1, 0]) {
      listener.listen(4);
      const stream = await listener.stream();
      await stream.open();
      await pingFor([stream], RESULT_MS - 1);
      expect(listener.ended).toBeUndefined();
      await listener.page.advance(1);
      expect([listener.opened, listener.ended?.status]).toEqual([opened, "UNAVAILABLE"]);
      listener.reopen();
    }
  });

  test("none where the SDK has closed the stream", async () => {
    const stream = await listening();
    listener.channel.close();
    await stream.cut();
    expect(stream.isClosed).toBe(true);
    expect(listener.ended).toBeUndefined();
    expect(listener.page.waiting).toBe(0);
  });
});

test("a caller that is refused altogether is told for each of its targets, and the stream goes on", async () => {
  listener.listen(2);
  listener.listen(4);
  const details = { reason: "CALLER_BLOCKED" };
  const error = { status: "PERMISSION_DENIED", message: "Blocked.", details };
  await (await listener.stream()).refuse(403, error);
  expect([...listener.sdk.causes]).toEqual([
    [2, 7],
    [4, 7],
  ]);
  expect(listener.ended).toBeUndefined();
});

describe("polls", () => {
  test("take the place of streams that something holds back, before the SDK takes itself for offline", async () => {
    listener.listen(2);
    const stream = await listener.stream();
    expect(stream.asked.poll).toBeUndefined();
    await listener.page.advance(OFFLINE_MS - ANSWER_MS);
    const poll = await listener.stream();
    expect(poll.asked.poll).toBe(true);
    await poll.open();
    await tell(poll, 5, whole(messageOf("c/a", 1)));
    await poll.end({ reason: "POLLED", retryAfterMs: 0 });
    expect(listener.sdk.of(2)).toEqual({ [`${ROOT}c/a`]: timeOf(1) });
    const next = await listener.stream();
    expect(next.asked).toMatchObject({ poll: true, targets: [{ token: "token-5" }] });
  });

  test("come from the first in React Native, without the SDK's token, for which they would wait", async () => {
    listener.restore();
    const kept = { 2: { [`${ROOT}c/gone`]: timeOf(1) } };
    listener = new ScriptedListener({ hasStreams: false, sdk: new ModelSdk(kept) });
    listener.listen(2, { resumeToken: "dG9r" });
    const poll = await listener.stream();
    expect(poll.asked.poll).toBe(true);
    expect(poll.asked.targets[0]).not.toHaveProperty("token");
    await poll.open();
    await tell(poll, 5, whole(messageOf("c/a", 1)));
    await poll.end({ reason: "POLLED", retryAfterMs: 0 });
    expect(listener.sdk.of(2)).toEqual({ [`${ROOT}c/a`]: timeOf(1) });
  });

  test("that wait hold nothing up, and become one", async () => {
    listener.restore();
    listener = new ScriptedListener({ hasStreams: false });
    for (const targetId of [2, 4, 6]) {
      listener.listen(targetId);
      const poll = await listener.stream();
      await poll.open();
      await tell(poll, 5, whole());
      await poll.end({ reason: "POLLED", retryAfterMs: 0 });
      await listener.page.advance(0);
    }
    await listener.page.advance(2 * JOIN_AFTER_MS);
    expect(listener.open).toHaveLength(1);
    expect(listener.open[0]?.asked.targets).toHaveLength(3);
  });
});
