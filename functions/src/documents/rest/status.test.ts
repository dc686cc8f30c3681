import { statusError, statusName } from "./status.ts";

test.each([
  ["INVALID_ARGUMENT", "INVALID_ARGUMENT", false],
  ["NOT_FOUND", "NOT_FOUND", false],
  ["ALREADY_EXISTS", "ALREADY_EXISTS", false],
  ["FAILED_PRECONDITION", "FAILED_PRECONDITION", false],
  ["ABORTED", "ABORTED", false],
  ["RESOURCE_EXHAUSTED", "RESOURCE_EXHAUSTED", false],
  ["PERMISSION_DENIED", "PERMISSION_DENIED", false],
  ["UNAUTHENTICATED", "PERMISSION_DENIED", false],
  ["OUT_OF_RANGE", "INVALID_ARGUMENT", false],
  ["UNIMPLEMENTED", "INVALID_ARGUMENT", false],
  ["UNAVAILABLE", "UNAVAILABLE", true],
  ["DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED", true],
  ["INTERNAL", "INTERNAL", true],
  ["UNKNOWN", "INTERNAL", true],
  ["DATA_LOSS", "INTERNAL", true],
  ["CANCELLED", "UNAVAILABLE", true],
  ["SOMETHING_NEW", "UNAVAILABLE", true],
  [undefined, "UNAVAILABLE", true],
])("of a write, %s is %s, outcome unknown: %s", (name, code, outcomeUnknown) => {
  const message = "said Firestore";
  expect(statusError({ name, message }, { isWrite: true })).toMatchObject({
    code,
    message,
    outcomeUnknown,
  });
  expect(statusError({ name, message }, { isWrite: false }).outcomeUnknown).toBe(false);
});

test("codes have the names of google.rpc.Code", () => {
  expect([0, 3, 5, 6, 9, 10, 14, 16, 17].map(statusName)).toEqual([
    "OK",
    "INVALID_ARGUMENT",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "FAILED_PRECONDITION",
    "ABORTED",
    "UNAVAILABLE",
    "UNAUTHENTICATED",
    undefined,
  ]);
});
