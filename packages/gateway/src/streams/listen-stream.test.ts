import type { ListenFrame } from "../api/listen.ts";
import { ManualClock } from "../listen/manual-clock.fixture.ts";
import { FrameRoom } from "./frame-room.ts";
import { ListenStream } from "./listen-stream.ts";
import type { ReadCharges } from "./read-charges.ts";
import { ResumeTokens } from "./resume-token.ts";
import type { StreamTarget, TargetNews } from "./stream-target.ts";
import { UnboundedLoads } from "./unbounded-loads.ts";
import { Wakeup } from "./wakeup.ts";

const MIB = 2 ** 20;

/** A target that tells what a test puts into it. */
class ScriptedTarget implements StreamTarget {
  readonly collection = "c";
  readonly operation = "list";
  readonly boundTo = "c";
  readonly isUnbounded = false;
  readonly news: TargetNews[] = [];
  readonly id: string;
  isClosed = false;
  /** What each of its news takes. */
  bytes = 0;

  constructor(id: string) {
    this.id = id;
  }

  tell(readTime: string): void {
    const snapshot = { id: this.id, documents: [], digest: readTime, isResumed: false };
    this.news.push({ kind: "snapshot", readTime, snapshot });
  }

  get pendingBytes(): number {
    return this.news.length * this.bytes;
  }

  take = () => this.news.shift();
  open = () => {};
  takeReads = () => 0;
  close = () => void (this.isClosed = true);
}

const free = {
  estimate: () => Promise.resolve(undefined),
  charge: () => Promise.resolve(undefined),
  release: () => Promise.resolve(),
} as unknown as ReadCharges;

function openStream(
  send: (frame: ListenFrame) => Promise<boolean>,
  room = new FrameRoom(100 * MIB),
) {
  const targets = [new ScriptedTarget("a"), new ScriptedTarget("b")] as const;
  const wakeup = new Wakeup();
  const stream = new ListenStream({
    targets,
    sink: { send },
    charges: free,
    tokens: new ResumeTokens(Buffer.alloc(32), "(default)"),
    clock: new ManualClock(),
    length: { ms: 1_000, reason: "LIMIT" },
    isPoll: false,
    time: "2026-01-01T00:00:00.000000Z",
    wakeup,
    room,
    caller: "ada",
    loads: new UnboundedLoads(),
  });
  return { targets, wakeup, stream };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("what targets have together is one snapshot, as of the lowest of their times", async () => {
  const frames: ListenFrame[] = [];
  const { targets, wakeup, stream } = openStream((frame) =>
    Promise.resolve(frames.push(frame) > 0),
  );
  const over = stream.run();
  targets[0].tell("2026-01-01T00:00:02.000000Z");
  targets[1].tell("2026-01-01T00:00:01.000000Z");
  wakeup.wake();
  await settled();
  expect(frames).toMatchObject([
    {
      kind: "snapshot",
      readTime: "2026-01-01T00:00:01.000000Z",
      targets: [{ id: "a" }, { id: "b" }],
    },
  ]);
  stream.end("LIMIT");
  await over;
});

test("nothing is taken of a target while the client is slower", async () => {
  let drain: () => void = () => {};
  const { targets, wakeup, stream } = openStream(async () => {
    await new Promise<void>((resolve) => (drain = resolve));
    return true;
  });
  targets[0].tell("1");
  const over = stream.run();
  await settled();
  targets[0].tell("2");
  wakeup.wake();
  await settled();
  expect(targets[0].news).toHaveLength(1);
  drain();
  await settled();
  expect(targets[0].news).toHaveLength(0);
  stream.abandon();
  drain();
  await over;
});

test("a client that is gone is told nothing more, and its targets are closed", async () => {
  let sent = 0;
  const { targets, stream } = openStream(() => Promise.resolve((sent += 1) === 0));
  targets[0].tell("1");
  await stream.run();
  expect(sent).toBe(1);
  expect(targets.every(({ isClosed }) => isClosed)).toBe(true);
});

test("what would be too much for one snapshot comes in several, and no target waits for ever", async () => {
  const frames: ListenFrame[] = [];
  const { targets, stream } = openStream((frame) => Promise.resolve(frames.push(frame) > 0));
  for (const target of targets) {
    target.bytes = 5 * MIB;
    target.tell("1");
  }
  targets[0].tell("2");
  const over = stream.run();
  await settled();
  expect(frames).toMatchObject([
    { targets: [{ id: "a" }] },
    { targets: [{ id: "b" }] },
    { targets: [{ id: "a" }] },
  ]);
  stream.abandon();
  await over;
});

test("nothing is taken while the instance has no room for it, and the end is told all the same", async () => {
  const frames: ListenFrame[] = [];
  const room = new FrameRoom(5 * MIB);
  const leave = await room.enter({ bytes: 5 * MIB, caller: "other" }, new AbortController().signal);
  const { targets, wakeup, stream } = openStream(
    (frame) => Promise.resolve(frames.push(frame) > 0),
    room,
  );
  targets[0].bytes = MIB;
  targets[0].tell("1");
  const over = stream.run();
  await settled();
  expect([frames, targets[0].news]).toMatchObject([[], [{}]]);
  leave?.();
  await settled();
  expect(frames).toMatchObject([{ kind: "snapshot" }]);
  void room.enter({ bytes: 5 * MIB, caller: "other" }, new AbortController().signal);
  targets[0].tell("2");
  wakeup.wake();
  await settled();
  stream.end("SHUTDOWN");
  await over;
  expect(frames).toMatchObject([{ kind: "snapshot" }, { kind: "end", reason: "SHUTDOWN" }]);
});
