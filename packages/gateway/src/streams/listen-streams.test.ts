import { Hub } from "../listen/hub.ts";
import { HUB_DEFAULTS } from "../listen/hub-limits.ts";
import { ManualClock } from "../listen/manual-clock.fixture.ts";
import { ListenStreams } from "./listen-streams.ts";
import type { StreamsEvent } from "./streams-event.ts";

function streamsWith(clock: ManualClock, onEvent: (event: StreamsEvent) => void): ListenStreams {
  const upstream = () => {
    throw new Error("Nothing is listened to");
  };
  const hub = new Hub({ upstream, clock, limits: HUB_DEFAULTS });
  return new ListenStreams({ hub, clock, onEvent });
}

test("one caller has no more than 200 targets, however many streams they are on", () => {
  const streams = streamsWith(new ManualClock(), () => {});
  const [leave] = [streams.admit("ada", 100), streams.admit("ada", 100)];
  expect(() => streams.admit("ada", 1)).toThrow(
    expect.objectContaining({ reason: "TOO_MANY_WATCHES", details: { retryAfterMs: 15_000 } }),
  );
  streams.admit("bob", 100);
  leave();
  streams.admit("ada", 100);
});

test("what streams an instance has is told once a minute, while it has any", () => {
  const clock = new ManualClock();
  const told: StreamsEvent[] = [];
  const streams = streamsWith(clock, (event) => told.push(event));
  const leave = [streams.admit("ada", 2), streams.admit("ada", 1), streams.admit("bob", 4)];
  clock.advance(60_000);
  leave[0]?.();
  clock.advance(60_000);
  const metrics = { kind: "metrics", sharedTargets: 0, resultBytes: 0 };
  expect(told).toEqual([
    { ...metrics, streams: 3, targets: 7 },
    { ...metrics, streams: 2, targets: 5 },
  ]);
  leave[1]?.();
  leave[2]?.();
  expect(clock.waiting).toBe(0);
});
