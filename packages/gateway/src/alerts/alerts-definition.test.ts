import { resolveAlerts, type AlertsDefinition } from "./alerts-definition.ts";

test("what is left out has its default, and false switches an alert off", () => {
  expect(resolveAlerts({ latency: false, spend: { times: 3, reads: 1 } })).toEqual({
    faults: true,
    budget: true,
    serviceRefusals: { calls: 10 },
    latency: false,
    missingReads: { reads: 3_000 },
    spend: { times: 3, reads: 1 },
  });
});

test.each([
  [{ fault: true }, "there is no alert fault"],
  [{ latency: true }, "alerts.latency"],
  [{ latency: { p95Ms: 0 } }, "alerts.latency"],
  [{ spend: { times: 1, reads: 5 } }, "alerts.spend"],
  [{ serviceRefusals: { calls: 1, minutes: 5 } }, "alerts.serviceRefusals"],
])("%j is refused: %s", (alerts, message) => {
  expect(() => resolveAlerts(alerts as AlertsDefinition)).toThrow(message);
});
