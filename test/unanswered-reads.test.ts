import { randomUUID } from "node:crypto";
import type { Fault } from "./support/faulty-firestore.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { Caller, Production } from "./support/production.ts";

/** Ten reads a day for everybody. */
let production: Production;
/** One waits for an answer as long as it takes on any machine, and one does not. */
let patient: GatewayProcess;
let hurried: GatewayProcess;

beforeAll(async () => {
  production = await Production.start("test/fixtures/tight");
  [patient, hurried] = await Promise.all([
    production.instance("database", { DEADLINE_MS: "60000" }),
    production.instance("database", { DEADLINE_MS: "1000" }),
  ]);
});

afterAll(() => production.stop());

const LATE: Fault = { kind: "hold" };
const HUGE: Fault = { kind: "answer", status: 200, body: " ".repeat(33 * 1024 * 1024) };
const REFUSED: Fault = {
  kind: "answer",
  status: 403,
  body: '[{"error": {"status": "PERMISSION_DENIED"}}]',
};

const query = { collection: "values", limit: 10 };
const paths = Array.from({ length: 10 }, (_, index) => `values/unanswered-${String(index)}`);

async function readsAreLeftAfter(
  [callable, data]: readonly [callable: string, data: object],
  { method, fault, reason }: { method: string; fault: Fault; reason: string },
): Promise<boolean> {
  const caller = new Caller(fault === LATE ? hurried : patient, { sub: randomUUID() });
  production.firestore.fail(method, { ...fault, holding: "values" });
  const { error } = await caller.call(callable, data);
  production.firestore.heal();
  expect(error?.details).toMatchObject({ reason, usage: { reads: 0 } });
  const next = await caller.call("getDocument", { path: "values/unanswered" });
  expect(["DOCUMENT_NOT_FOUND", "QUOTA_EXCEEDED"]).toContain(next.error?.details.reason);
  return next.error?.details.reason === "DOCUMENT_NOT_FOUND";
}

const CALLS: readonly (readonly [callable: string, data: object, method: string])[] = [
  ["queryDocuments", query, "runQuery"],
  ["getDocuments", { paths }, "batchGet"],
];

describe.each(CALLS)("%s", (callable, data, method) => {
  test.each([
    ["comes late", LATE, "FIRESTORE_UNAVAILABLE"],
    ["is too large", HUGE, "ANSWER_TOO_LARGE"],
  ])("pays for what Firestore has read, though its answer %s", async (_how, fault, reason) => {
    const of = { method, fault, reason };
    expect(await readsAreLeftAfter([callable, data], of)).toBe(false);
  });

  test("pays for nothing that Firestore has refused", async () => {
    const of = { method, fault: REFUSED, reason: "FIRESTORE_UNAVAILABLE" };
    expect(await readsAreLeftAfter([callable, data], of)).toBe(true);
  });
});
