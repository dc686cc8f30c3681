import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolveAlerts } from "../../alerts/alerts-definition.ts";
import { Call } from "../../call/call.ts";
import { summarize } from "../../call/summarize.ts";
import { StoreError } from "../../documents/store.ts";
import { logCall } from "../../door/log-call.ts";
import { logQuotaEvent } from "../../door/log-quota-event.ts";
import { GatewayError } from "../../errors/error.ts";
import { writeLogEntry } from "../../log/write-log-entry.ts";
import { PlainError } from "../command/plain-error.ts";
import { alertPolicies, MATCHED } from "./alert-policies.ts";
import { matches } from "./log-filter.fixture.ts";
import { logMetrics } from "./log-metrics.ts";
import { monitoringSetup, writeFiles } from "./monitoring.ts";
import { ProtoMessages } from "./proto-message.fixture.ts";

jest.mock("../../log/write-log-entry.ts", () => ({ writeLogEntry: jest.fn() }));

const alerts = resolveAlerts({});
const setup = monitoringSetup(alerts, ["oncall@example.com"]);
const logging = new ProtoMessages("logging-api");
const monitoring = new ProtoMessages("monitoring");
const dashboards = new ProtoMessages("monitoring-dashboards");
const LOG_METRIC = "google.logging.v2.LogMetric";
const POLICY = "google.monitoring.v3.AlertPolicy";

test("every file is a message that Google's own clients know, field by field", () => {
  for (const metric of setup.metrics) expect(logging.problems(LOG_METRIC, metric)).toEqual([]);
  for (const policy of setup.policies) expect(monitoring.problems(POLICY, policy)).toEqual([]);
  for (const channel of setup.channels) {
    expect(monitoring.problems("google.monitoring.v3.NotificationChannel", channel)).toEqual([]);
  }
  const board = "google.monitoring.dashboard.v1.Dashboard";
  expect(dashboards.problems(board, setup.dashboard)).toEqual([]);
  expect([setup.metrics.length, setup.policies.length]).toEqual([5, 6]);
});

test("a field, an enum's value and a type that are not theirs are found", () => {
  const [metric] = setup.metrics;
  const [policy] = setup.policies;
  expect(logging.problems(LOG_METRIC, { ...metric, filters: "" })).toEqual([
    "LogMetric.filters is unknown",
  ]);
  expect(monitoring.problems(POLICY, { ...policy, severity: "BAD" })).toEqual([
    "AlertPolicy.severity is none of Severity",
  ]);
  const conditions = [{ conditionThreshold: { duration: "soon" }, conditionMatchedLog: {} }];
  expect(monitoring.problems(POLICY, { ...policy, conditions })).toEqual([
    "AlertPolicy.conditions[0]: only one of conditionThreshold, conditionMatchedLog",
    "AlertPolicy.conditions[0].conditionThreshold.duration is no google.protobuf.Duration",
  ]);
});

test("labels are of few values, and each that is declared is extracted", () => {
  for (const { metricDescriptor, labelExtractors = {} } of setup.metrics) {
    const { labels } = metricDescriptor as { readonly labels: readonly { readonly key: string }[] };
    expect(labels.map(({ key }) => key)).toEqual(Object.keys(labelExtractors));
    expect(Object.keys(labelExtractors)).not.toContain("caller");
  }
});

type Line = Readonly<Record<string, unknown>>;

function lineOf(log: () => void): Line {
  log();
  return jest.mocked(writeLogEntry).mock.lastCall?.[0] as Line;
}

function callLine(told: { readonly error?: GatewayError; readonly thrown?: unknown }): Line {
  const call = new Call("getDocument", 1_000, Date.now);
  if (told.thrown !== undefined) call.fault(told.thrown);
  call.spend({ reads: 3, writes: 2 });
  call.uses.add({ collection: "users/{uid}/notes", operation: "get" }, { reads: 3, missing: 2 });
  call.end();
  return lineOf(() => logCall(call, summarize(call, told), told.error));
}

function filterOf(metric: string): string {
  return logMetrics().find(({ name }) => name.endsWith(`_${metric}`))?.filter ?? "";
}

test("the lines of calls, and they alone, count as calls with what they read, wrote and missed", () => {
  const line = callLine({});
  const others = [
    lineOf(() => logQuotaEvent({ kind: "bad record", record: "_quotas/x", error: "no" })),
    { severity: "INFO", message: "usage summed up", sums: 2 },
  ];
  for (const metric of ["calls", "reads", "writes", "missing", "latency"]) {
    expect([metric, matches(filterOf(metric), line)]).toEqual([metric, true]);
    for (const other of others) expect(matches(filterOf(metric), other)).toBe(false);
  }
});

test("what a metric extracts, a line has", () => {
  const line = callLine({ error: new GatewayError("FORBIDDEN", "no") });
  for (const { valueExtractor = "", labelExtractors = {} } of logMetrics()) {
    for (const extractor of [valueExtractor, ...Object.values(labelExtractors)]) {
      const [, path = ""] = /^EXTRACT\(jsonPayload\.([\w.]+)\)$/.exec(extractor) ?? [];
      const isThere = path === "" || matches(`jsonPayload.${path}:*`, line);
      // Who called is not known here; a service is told where it is one.
      expect([path, isThere || ["kind", "service"].includes(path)]).toEqual([path, true]);
    }
  }
});

test("a fault is matched as one, and what concerns one caller is not", () => {
  expect(matches(MATCHED.faults, callLine({ thrown: new TypeError("oh") }))).toBe(true);
  const failed = { severity: "ERROR", message: "upkeep failed", error: "gone" };
  expect(matches(MATCHED.faults, failed)).toBe(true);
  const refused = new StoreError("INVALID_ARGUMENT", "no");
  expect(matches(MATCHED.faults, callLine({ thrown: refused }))).toBe(false);
  expect(matches(MATCHED.faults, callLine({}))).toBe(false);
});

test("a stage of the budget is matched as one", () => {
  const change = {
    class: "reads",
    stage: "warn",
    before: "normal",
    used: 8,
    allotted: 10,
  } as const;
  const line = lineOf(() => logQuotaEvent({ kind: "budget stage", ...change, consumer: "others" }));
  expect(matches(MATCHED.budget, line)).toBe(true);
  // A new day has begun.
  expect(matches(MATCHED.budget, { ...line, stage: "normal", before: "warn" })).toBe(false);
  expect(matches(MATCHED.budget, callLine({}))).toBe(false);
});

test("an alert that is switched off has no policy, and bounds are the declared ones", () => {
  const some = resolveAlerts({ faults: false, spend: false, missingReads: { reads: 7 } });
  const policies = alertPolicies(some);
  expect(policies.map(({ displayName }) => displayName)).toEqual([
    "Database Service: budget",
    "Database Service: refused services",
    "Database Service: latency",
    "Database Service: reads that find nothing",
  ]);
  expect(JSON.stringify(policies)).toContain(">= 7");
});

test("every alert has its drill in the documentation, with the lines that policies match", () => {
  const page = readFileSync("docs/operating.md", "utf8");
  const drills = page.slice(page.indexOf("### Drills"), page.indexOf("## What to do"));
  const { webhook: _, ...declared } = alerts;
  for (const name of Object.keys(declared)) expect(drills).toContain(`| \`${name}\``);
  for (const filter of Object.values(MATCHED)) expect(drills).toContain(filter.split(" AND ")[0]);
});

test("a folder that can't be made, and a file that can't be written, are said in a sentence", () => {
  const folder = mkdtempSync(join(tmpdir(), "monitoring-"));
  try {
    writeFileSync(join(folder, "file"), "");
    expect(() => writeFiles(join(folder, "file"), setup)).toThrow(PlainError);
    mkdirSync(join(folder, "dashboard.json"));
    expect(() => writeFiles(folder, setup)).toThrow(PlainError);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
