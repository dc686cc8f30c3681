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
  const status = { name, message: "said Firestore", http: 500 };
  expect(statusError(status, { isWrite: true })).toMatchObject({
    code,
    message: "said Firestore",
    outcomeUnknown,
  });
  expect(statusError(status, { isWrite: false }).outcomeUnknown).toBe(false);
});

test("whatever of HTTP's client errors a front end answers with, a write was not applied", () => {
  for (let http = 400; http < 500; http += 1) {
    for (const name of [undefined, "SOMETHING_NEW"]) {
      const error = statusError({ name, message: undefined, http }, { isWrite: true });
      expect(error.outcomeUnknown).toBe(false);
    }
  }
});

test.each([
  [400, "INVALID_ARGUMENT"],
  [401, "PERMISSION_DENIED"],
  [403, "INVALID_ARGUMENT"],
  [404, "INVALID_ARGUMENT"],
  [408, "UNAVAILABLE"],
  [411, "INVALID_ARGUMENT"],
  [413, "INVALID_ARGUMENT"],
  [414, "INVALID_ARGUMENT"],
  [425, "UNAVAILABLE"],
  [429, "RESOURCE_EXHAUSTED"],
  [431, "INVALID_ARGUMENT"],
  [502, "UNAVAILABLE"],
  [302, "UNAVAILABLE"],
  [200, "UNAVAILABLE"],
])("a front end's %i is %s", (http, code) => {
  const status = { name: undefined, message: undefined, http };
  expect(statusError(status, { isWrite: false }).code).toBe(code);
});

test("Firestore's own word counts, whatever status of HTTP it comes with", () => {
  const status = { name: "UNAVAILABLE", message: undefined, http: 400 };
  expect(statusError(status, { isWrite: true })).toMatchObject({
    code: "UNAVAILABLE",
    outcomeUnknown: true,
  });
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
