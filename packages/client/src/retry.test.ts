import fc from "fast-check";
import { REASONS, type Reason } from "../../gateway/src/errors/error.ts";
import { CallEnd } from "./call-end.ts";
import { DatabaseError } from "./database-error.ts";
import { isOutcomeUnknown, retryDelayMs, withRetries } from "./retry.ts";

const options = { attempts: 3, maxQuotaWaitMs: 1_000 };
const first = { attempt: 1, quotaWaitMs: 0, random: 1 };

function failure(reason: Reason, details: object = {}): DatabaseError {
  return new DatabaseError({ code: REASONS[reason], message: "", details: { reason, ...details } });
}

const sending = () => ({ ...options, repeatable: true, end: new CallEnd({}) });

/** As Firebase's client has it where no gateway answered. */
function noAnswer(code: string): DatabaseError {
  return new DatabaseError({ code: `functions/${code}`, message: "" });
}

const reason = fc.constantFrom(...(Object.keys(REASONS) as Reason[]));

test("what may have been applied is sent again only if that can't apply it twice", () => {
  const unknown = fc.oneof(
    fc.constant(failure("OUTCOME_UNKNOWN")),
    fc.constantFrom("internal", "unavailable", "deadline-exceeded").map(noAnswer),
  );
  fc.assert(
    fc.property(unknown, (error) => {
      expect(isOutcomeUnknown(error)).toBe(true);
      expect(retryDelayMs(error, { ...first, repeatable: false }, options)).toBeUndefined();
      expect(retryDelayMs(error, { ...first, repeatable: true }, options)).toBe(200);
    }),
  );
});

test("what the gateway refused for good is not sent again", () => {
  fc.assert(
    fc.property(reason, fc.boolean(), (of, repeatable) => {
      const passes =
        of === "CONTENTION" ||
        of === "FIRESTORE_UNAVAILABLE" ||
        of === "GATEWAY_UNAVAILABLE" ||
        of === "REQUEST_TIMEOUT" ||
        (of === "OUTCOME_UNKNOWN" && repeatable);
      const delayMs = retryDelayMs(failure(of), { ...first, repeatable }, options);
      expect(delayMs !== undefined).toBe(passes);
    }),
  );
  const rejected = { ...first, repeatable: true };
  expect(retryDelayMs(noAnswer("unauthenticated"), rejected, options)).toBeUndefined();
});

test("an instance that is full or ends is not asked again before it says", () => {
  const full = failure("GATEWAY_UNAVAILABLE", { retryAfterMs: 1_000 });
  expect(retryDelayMs(full, { ...first, repeatable: false }, options)).toBe(1_000);
});

test("the attempts end, and are further and further apart", () => {
  const contention = failure("CONTENTION");
  const delays = [1, 2, 3, 4].map((attempt) =>
    retryDelayMs(contention, { ...first, attempt, repeatable: false }, { ...options, attempts: 4 }),
  );
  expect(delays).toEqual([200, 400, 800, undefined]);
});

test("a quota is waited for as long as it takes, within what the caller allows", () => {
  const refused = failure("QUOTA_EXCEEDED", { retryAfterMs: 600 });
  const delay = (quotaWaitMs: number, maxQuotaWaitMs: number) =>
    retryDelayMs(
      refused,
      { ...first, quotaWaitMs, repeatable: false },
      { ...options, maxQuotaWaitMs },
    );
  expect(delay(0, 600)).toBe(600);
  expect(delay(1, 600)).toBeUndefined();
  expect(delay(0, 0)).toBeUndefined();
});

test("a refusal after an attempt that may have been applied doesn't say that nothing was", async () => {
  const failures = [
    Object.assign(new Error(""), { code: "functions/internal" }),
    Object.assign(new Error(""), {
      code: "functions/resource-exhausted",
      details: { reason: "QUOTA_EXCEEDED", retryAfterMs: 60_000 },
    }),
  ];
  const send = () => Promise.reject(failures.shift());
  const outcome = withRetries(send, { ...sending(), attempts: 2, maxQuotaWaitMs: 0 });
  await expect(outcome).rejects.toMatchObject({ reason: "NO_ANSWER", code: "internal" });
});

test("a mistake of the program is no error of the database", async () => {
  const send = () => Promise.reject(new TypeError("Can't be sent: function"));
  await expect(withRetries(send, sending())).rejects.toThrow(TypeError);
});
