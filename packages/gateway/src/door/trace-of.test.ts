import { traceOf } from "./trace-of.ts";

const ID = "0123456789abcdef0123456789abcdef";

test.each([
  [{ "x-cloud-trace-context": `${ID}/12;o=1` }, `projects/p/traces/${ID}`],
  [{ "x-cloud-trace-context": `${ID}/12` }, `projects/p/traces/${ID}`],
  [{ traceparent: `00-${ID}-0123456789abcdef-01` }, `projects/p/traces/${ID}`],
  [{ "x-cloud-trace-context": ID }, undefined],
  [{ "x-cloud-trace-context": `${ID}/12", "severity": "ERROR` }, undefined],
  [{ traceparent: ID }, undefined],
  [{}, undefined],
])("the trace of %j is %s", (headers, trace) => {
  expect(traceOf(headers, "p")).toBe(trace);
});
