import { writeLogEntry } from "../log/write-log-entry.ts";
import { GatewayError } from "../errors/error.ts";
import { StoreError } from "../documents/store.ts";
import { AccountUnavailableError } from "../quota/account-unavailable-error.ts";
import { callerKey } from "../caller/caller-key.ts";
import { Call } from "../call/call.ts";
import { summarize } from "../call/summarize.ts";
import { logCall } from "./log-call.ts";

jest.mock("../log/write-log-entry.ts", () => ({ writeLogEntry: jest.fn() }));

const anonymous = { admin: false, roles: [], teams: [], app: null, kind: "anonymous", uid: null };

function logged(call: Call, options: Parameters<typeof summarize>[1] = {}) {
  call.end();
  logCall(call, summarize(call, options), options.error);
  return jest.mocked(writeLogEntry).mock.lastCall?.[0] as Readonly<Record<string, unknown>>;
}

function callWith(...thrown: readonly unknown[]): Call {
  const call = new Call("getDocument", 1_000, Date.now);
  for (const error of thrown) call.fault(error);
  return call;
}

const tooLarge = new StoreError("ANSWER_TOO_LARGE", "large");
const refused = new StoreError("INVALID_ARGUMENT", "no");
const gone = new StoreError("UNAVAILABLE", "gone");

test.each<[string, readonly unknown[], GatewayError | undefined, string]>([
  ["an answer", [], undefined, "INFO"],
  ["a refusal", [], new GatewayError("FORBIDDEN", "no"), "NOTICE"],
  ["what a caller can provoke at will", [refused, tooLarge], undefined, "WARNING"],
  [
    "trouble with one caller's own quota",
    [new AccountUnavailableError(gone)],
    undefined,
    "WARNING",
  ],
  ["a fault", [gone], undefined, "ERROR"],
  ["a fault of ours", [new TypeError("oh")], undefined, "ERROR"],
  [
    "a fault after five of the caller's",
    [...Array.from({ length: 6 }, () => refused), gone],
    undefined,
    "ERROR",
  ],
])("%s has its severity", (_what, thrown, error, severity) => {
  expect(logged(callWith(...thrown), error && { error })["severity"]).toBe(severity);
});

test.each([
  'Document "projects/p/databases/(default)/documents/c/a"SECRET"b" is too large.',
  "No document to update: projects/p/databases/(default)/documents/c/SECRET and more",
  "No document: projects/p/databases/d/documents/c/a\n    and SECRET\nSECRET",
  "Value 'SECRET', `SECRET` of \"SECRET\" is bad",
])("no name and no data of a message is logged: %j", (message) => {
  const { causes } = logged(callWith(new StoreError("INTERNAL", message)));
  expect(JSON.stringify(causes)).not.toContain("SECRET");
  expect(JSON.stringify(causes)).toContain("log-call.test");
});

test("a fault is told with what it came of", () => {
  const refusal = new Error("connect ECONNREFUSED");
  const lost = new StoreError("UNAVAILABLE", "no answer", { cause: refusal });
  const error = new StoreError("UNAVAILABLE", "the quota can not be charged", { cause: lost });
  const text = JSON.stringify(logged(callWith(error))["causes"]);
  expect(text).toMatch(/can not be charged.*caused by.*no answer.*caused by.*ECONNREFUSED/);
});

test("a refusal for a limit names it", () => {
  const error = new GatewayError("QUOTA_EXCEEDED", "no", { limit: "reads-per-day" });
  expect(logged(callWith(), { error })).toMatchObject({ limit: "reads-per-day" });
  expect(logged(callWith())).not.toHaveProperty("limit");
});

test("callers without a token are told apart where their addresses can be hashed", () => {
  const call = callWith();
  call.caller = anonymous as NonNullable<Call["caller"]>;
  call.address = "192.0.2.1";
  const secret = Buffer.from("key");
  const { caller } = logged(call, { secret });
  expect(caller).toBe(callerKey(call.caller, { address: "192.0.2.1", secret }));
  expect(caller).not.toBe(logged(call)["caller"]);
  expect(JSON.stringify(logged(call, { secret }))).not.toContain("192.0.2");
});

test("no claim of a caller's token is logged", () => {
  const call = callWith(new StoreError("INTERNAL", "no"));
  const claims = { email: "SECRET@example.com", phone_number: "SECRET", firebase: { a: "SECRET" } };
  call.caller = { ...anonymous, kind: "user", uid: "ada", claims } as NonNullable<Call["caller"]>;
  const error = new GatewayError("FORBIDDEN", "no");
  expect(JSON.stringify(logged(call, { error }))).not.toContain("SECRET");
});
