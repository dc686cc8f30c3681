import fc from "fast-check";
import { StoreError, type StoreErrorCode } from "../store.ts";
import { retry } from "./retry.ts";

const passing: StoreErrorCode[] = [
  "UNAVAILABLE",
  "DEADLINE_EXCEEDED",
  "ABORTED",
  "INTERNAL",
  "RESOURCE_EXHAUSTED",
];
const lasting: StoreErrorCode[] = [
  "INVALID_ARGUMENT",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "FAILED_PRECONDITION",
  "PERMISSION_DENIED",
];
const random = () => 0;

/** Fails with these, one after another, and then succeeds. */
function failing(codes: readonly StoreErrorCode[]) {
  let attempts = 0;
  return {
    attempts: () => attempts,
    attempt: async (): Promise<string> => {
      const code = codes[attempts];
      attempts += 1;
      await Promise.resolve();
      if (code !== undefined) throw new StoreError(code, code);
      return "done";
    },
  };
}

test("the first outcome that is not a passing failure counts, within five attempts", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...passing, ...lasting)), async (codes) => {
      const { attempt, attempts } = failing(codes);
      const outcome = await retry(attempt, { random }).catch((error: StoreError) => error.code);
      const decisive = codes.findIndex((code) => lasting.includes(code));
      const needed = (decisive === -1 ? codes.length : decisive) + 1;
      expect(attempts()).toBe(Math.min(needed, 5));
      expect(outcome).toBe(codes[attempts() - 1] ?? "done");
    }),
    { numRuns: 50 },
  );
});

test("what is no failure of the store is not tried again", async () => {
  let attempts = 0;
  const broken = () => {
    attempts += 1;
    return Promise.reject(new TypeError("a bug"));
  };
  await expect(retry(broken, { random })).rejects.toThrow("a bug");
  expect(attempts).toBe(1);
});

test("where it is said what may be tried again, nothing else is", async () => {
  const { attempt, attempts } = failing(["ABORTED", "UNAVAILABLE", "ABORTED"]);
  const passes = ({ code }: StoreError) => code === "ABORTED";
  await expect(retry(attempt, { random, passes })).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(attempts()).toBe(2);
});

test("the end of its time ends a pause, with what the last attempt failed with", async () => {
  const { attempt, attempts } = failing(Array<StoreErrorCode>(5).fill("INTERNAL"));
  const signal = AbortSignal.timeout(20);
  await expect(retry(attempt, { random: () => 0.99, signal })).rejects.toMatchObject({
    code: "INTERNAL",
  });
  expect(attempts()).toBe(1);
});
