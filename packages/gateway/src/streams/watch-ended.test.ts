import { StoreError } from "../documents/store.ts";
import { Hub } from "../listen/hub.ts";
import { HUB_DEFAULTS } from "../listen/hub-limits.ts";
import { ManualClock } from "../listen/manual-clock.fixture.ts";
import { TargetHub } from "./target-hub.ts";
import { watchEnded } from "./watch-ended.ts";

test("a result that is too large is refused with how large it may be, and what to ask with", () => {
  expect(watchEnded({ reason: "too-large", maxBytes: 4_096 })).toMatchObject({
    reason: "ANSWER_TOO_LARGE",
    message: expect.stringMatching(/4096 bytes .* limit/),
    details: { limitBytes: 4_096 },
  });
});

test("what grew past the memory of the instance may come back when it is told to", () => {
  expect(watchEnded({ reason: "overloaded", retryAfterMs: 12_000.5 })).toMatchObject({
    code: "unavailable",
    details: { retryAfterMs: 12_001 },
  });
});

test("what Firestore refuses is told as reads of it are", () => {
  const error = new StoreError("PERMISSION_DENIED", "no");
  expect(watchEnded({ reason: "refused", error })).toMatchObject({ code: "unavailable" });
});

test("a target for which an instance has no room is told when to come back", () => {
  const upstream = () => {
    throw new Error("Nothing is listened to");
  };
  const limits = { ...HUB_DEFAULTS, maxTargets: 0 };
  const hub = new Hub({ upstream, clock: new ManualClock(), limits });
  const target = { kind: "document", path: "c/a" } as const;
  expect(new TargetHub(hub, "(default)", () => {}).watch(target)).toMatchObject({
    code: "unavailable",
    reason: "GATEWAY_UNAVAILABLE",
    details: { retryAfterMs: 15_000 },
  });
});
