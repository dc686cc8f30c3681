import { GatewayError, invalid, REASONS, type Reason } from "../errors/error.ts";
import { rpcError, rpcStatus } from "./rpc-status.ts";

test("an error has Google's form, with the reason, the violations and the delay in its details", () => {
  const error = new GatewayError("QUOTA_EXCEEDED", "The quota n is used up.", {
    limit: "n",
    capacity: 10,
    retryAfterMs: 1500,
  });
  expect(rpcError(error)).toEqual({
    error: {
      code: 429,
      status: "RESOURCE_EXHAUSTED",
      message: "The quota n is used up.",
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.ErrorInfo",
          reason: "QUOTA_EXCEEDED",
          domain: "database-service",
          metadata: { limit: "n", capacity: "10", retryAfterMs: "1500" },
        },
        {
          "@type": "type.googleapis.com/google.rpc.QuotaFailure",
          violations: [{ subject: "n", description: "The quota n is used up." }],
        },
        { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "1.5s" },
      ],
    },
  });
  const violation = { field: "writes[0]", description: "is wrong" };
  const { details } = rpcError(invalid("INVALID_REQUEST", [violation])).error;
  expect(details).toContainEqual({
    "@type": "type.googleapis.com/google.rpc.BadRequest",
    fieldViolations: [violation],
  });
});

/** Codes that Firebase's SDKs take for the end of an operation. */
const PERMANENT = new Set([3, 5, 6, 7, 9, 12, 16]);

test("what never fits and who is blocked are told for good; what refills is not", () => {
  const code = (reason: Reason) => rpcStatus(new GatewayError(reason, "")).code;
  for (const reason of ["CALLER_BLOCKED", "COST_EXCEEDS_CAPACITY", "FORBIDDEN"] as const) {
    expect(code(reason)).toBe(7);
  }
  expect(code("REQUEST_TOO_LARGE")).toBe(3);
  for (const reason of ["QUOTA_EXCEEDED", "BUDGET_EXHAUSTED"] as const) {
    expect(PERMANENT).not.toContain(code(reason));
  }
});

test("every reason has a code and a status of HTTP", () => {
  for (const reason of Object.keys(REASONS) as Reason[]) {
    const error = new GatewayError(reason, "");
    expect(rpcError(error).error.code).toBeGreaterThanOrEqual(400);
    expect(rpcStatus(error).code).toBeGreaterThan(0);
  }
});
