import { outcomeOf } from "./run-jest.ts";

const report = { numPassedTests: 5, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };

test("tests that passed and failed are counted", () => {
  expect(outcomeOf({ ...report, numFailedTests: 2 })).toEqual({ passed: 5, failed: 2 });
});

test("a file that does not load is a failure", () => {
  expect(outcomeOf({ ...report, numRuntimeErrorTestSuites: 1 })).toEqual({ passed: 5, failed: 1 });
});

test("a run that left no report is a failure", () => {
  expect(outcomeOf(undefined)).toEqual({ passed: 0, failed: 1 });
});
