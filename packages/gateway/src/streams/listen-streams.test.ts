import { Hub } from "../listen/hub.ts";
import { HUB_DEFAULTS } from "../listen/hub-limits.ts";
import { ManualClock } from "../listen/manual-clock.fixture.ts";
import { ListenStreams } from "./listen-streams.ts";
import type { StreamsEvent } from "./streams-event.ts";

test("what streams an instance has is told once a minute, while it has any", () => {
  const clock = new ManualClock();
  const told: StreamsEvent[] = [];
  const hub = new Hub({
    upstream: () => {
      throw new Error("Nothing is listened to");
    },
    clock,
    limits: HUB_DEFAULTS,
  });
  const streams = new ListenStreams({ hub, clock, onEvent: (event) => told.push(event) });
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
