import { errorText } from "./error-text.ts";

const told = (code: string, reason?: string) =>
  errorText({ code, message: "As it was told.", ...(reason && { details: { reason } }) }, true);

test("what the gateway says is told with its reason", () => {
  expect(told("functions/unavailable", "FIRESTORE_UNAVAILABLE")).toBe(
    "As it was told. (FIRESTORE_UNAVAILABLE)",
  );
});

test("tokens that are not taken, and an account that is no admin, are told with what to do", () => {
  expect(told("functions/unauthenticated")).toContain("CONSOLE_SITE_KEY");
  expect(told("functions/permission-denied", "FORBIDDEN")).toContain("no admin");
});

test("an answer that is not the gateway's is told as a function that is not there, and without a network as that", () => {
  expect(told("functions/internal")).toContain("not deployed");
  expect(errorText({ code: "functions/internal" }, false)).toBe("This browser has no network.");
  expect(errorText({ code: "auth/network-request-failed" }, false)).toContain("no network");
  expect(errorText(new Error("Anything else."), true)).toBe("Anything else.");
});
