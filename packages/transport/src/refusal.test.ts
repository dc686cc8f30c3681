import { elsewhere, messageOf, readRefusal, refusalOf } from "./refusal.ts";

const info = (reason: string, metadata: object) => ({
  reason,
  metadata,
  domain: "database-service",
});

test("what the gateway says to programs is found again in the error that the SDK makes", () => {
  const details = [info("QUOTA_EXCEEDED", { retryAfterMs: "1200" }), { retryDelay: "1.2s" }];
  const body = { error: { code: 429, status: "RESOURCE_EXHAUSTED", message: "Wait.", details } };
  const refusal = {
    status: "RESOURCE_EXHAUSTED",
    message: "Wait.",
    reason: "QUOTA_EXCEEDED",
    retryAfterMs: 1200,
  };
  expect(readRefusal(body, 429)).toEqual(refusal);
  expect(readRefusal([body], 429)).toEqual(refusal);
  expect(refusalOf(new Error(messageOf(refusal)))).toEqual({
    reason: "QUOTA_EXCEEDED",
    retryAfterMs: 1200,
  });
});

test("a reason without a time has none", () => {
  const details = [info("FORBIDDEN", {})];
  const body = { error: { code: 403, status: "PERMISSION_DENIED", message: "No.", details } };
  const refusal = readRefusal(body, 403);
  expect(refusalOf(new Error(messageOf(refusal)))).toEqual({ reason: "FORBIDDEN" });
  expect(refusalOf("FORBIDDEN")).toBeUndefined();
});

test("what is no answer of the gateway's passes, unless the request itself is wrong", () => {
  expect(readRefusal(undefined, 502)).toMatchObject({ status: "UNAVAILABLE" });
  expect(readRefusal({ error: "no" }, 403)).toMatchObject({ status: "UNAVAILABLE" });
  expect(readRefusal(undefined, 413)).toMatchObject({ status: "INVALID_ARGUMENT" });
  expect(readRefusal(undefined, 429)).toMatchObject({ status: "RESOURCE_EXHAUSTED" });
  expect(messageOf(readRefusal(undefined, 502))).toMatch(/HTTP 502/);
});

test.each([
  [403, "is it deployed"],
  [404, "is it deployed"],
  [413, "send fewer writes"],
  [429, "raise the function's maxInstances"],
  [431, "fewer custom claims"],
  [500, "the function's log"],
  [503, "the function's log"],
])("of HTTP %d in the gateway's place it is said what to do", (status, hint) => {
  expect(elsewhere(status)).toContain(hint);
});
