import type { DirectCaller } from "./direct-callers.ts";
import { callerInWords, comparedInWords, reachedInWords } from "./status-words.ts";

const caller: DirectCaller = {
  services: ["web", "ios"],
  collections: ["users"],
  methods: ["RunQuery"],
  accesses: 3,
  unnamed: 0,
  lastAt: "2026-11-21T10:00:00Z",
};

test("a caller is named with what it may be", () => {
  expect(callerInWords(caller)).toBe("users of apps (web or ios)");
  expect(callerInWords({ ...caller, principal: "x@p.com", services: [] })).toBe(
    "x@p.com (no service of migration.json)",
  );
});

test("of many collections the first are named, and accesses that name none are told", () => {
  const collections = Array.from({ length: 10 }, (_, index) => `c${String(index)}`);
  expect(reachedInWords({ ...caller, collections, unnamed: 1 })).toBe(
    "c0, c1, c2, c3, c4, c5, c6, c7, 2 more, any (1 entry names none)",
  );
  expect(reachedInWords(caller)).toBe("users");
});

test("what could not be compared is told where there is any", () => {
  const compared = { equal: 9, different: 0, unsettled: 0, skipped: 0, lastAt: "" };
  expect(comparedInWords(undefined)).toBe("");
  expect(comparedInWords(compared)).toBe("9 alike, 0 differ");
  expect(comparedInWords({ ...compared, unsettled: 2, skipped: 1 })).toBe(
    "9 alike, 0 differ, 2 unsettled, 1 skipped",
  );
});
