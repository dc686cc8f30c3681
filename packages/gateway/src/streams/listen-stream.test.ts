import type { ListenFrame } from "../api/listen.ts";
import { ManualClock } from "../listen/manual-clock.fixture.ts";
import { ListenStream } from "./listen-stream.ts";
import type { ReadCharges } from "./read-charges.ts";
import { ResumeTokens } from "./resume-token.ts";
import type { StreamTarget, TargetNews } from "./stream-target.ts";
import { Wakeup } from "./wakeup.ts";

/** A target that tells what a test puts into it. */
class ScriptedTarget implements StreamTarget {
  readonly collection = "c";
  readonly operation = "list";
  readonly boundTo = "c";
  readonly news: TargetNews[] = [];
  readonly id: string;
  isClosed = false;

  constructor(id: string) {
    this.id = id;
  }

  tell(readTime: string): void {
    const snapshot = { id: this.id, documents: [], digest: readTime, isResumed: false };
    this.news.push({ kind: "snapshot", readTime, snapshot });
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

function openStream(send: (frame: ListenFrame) => Promise<boolean>) {
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
