import {
  MAX_SHADOW_REPORT_LENGTH,
  SHADOW_REPORTS,
  SHADOW_REPORTS_PATH,
  type ShadowReport,
} from "../api/shadow-report.ts";
import { invalidRequest } from "../errors/error.ts";
import { writeLogEntry } from "../log/write-log-entry.ts";
import type { Method } from "../pipeline/method.ts";
import { withoutValues } from "../shadow/without-values.ts";
import { checkContent } from "./check-content.ts";
import type { HttpExchange } from "./http-exchange.ts";
import { parseRequestBody } from "./parse-request-body.ts";
import type { Protocol } from "./protocol.ts";
import { respond } from "./respond.ts";

/** Whether a request brings reports: a POST to their path, behind whatever a rewrite leaves before. */
export function bringsShadowReports({ method = "", url = "" }: HttpExchange["request"]): boolean {
  const [path = ""] = url.split("?", 1);
  return method === "POST" && path.endsWith(`/${SHADOW_REPORTS_PATH}`);
}

/**
 * What shadows report, for the log: each line is one of it. Whoever may call may report, at the cost
 * of a call, so that what stands there is as true as its callers are.
 */
export function shadowReportsProtocol({
  request,
  response,
}: Pick<HttpExchange, "request" | "response">): Protocol {
  return {
    name: SHADOW_REPORTS_PATH,
    methods: "POST",
    check: () => checkContent(request.headers["content-type"]),
    method: () => shadowReportsMethod,
    parse: (body, share) =>
      parseRequestBody(body, (nodes) => share.hold({ bytes: body.length, nodes })),
    respond: (outcome) => respond(request, response, outcome),
  };
}

/** Exported for tests. Nothing is read or written: it costs the call alone. */
export const shadowReportsMethod: Method<ReportsBody, readonly [], object> = {
  name: SHADOW_REPORTS_PATH,
  parse: toReports,
  plan: () => [],
  execute: (_plan, { request, call }) => {
    for (const line of request.reports) {
      const shadowReport = withoutValues(line);
      writeLogEntry({ severity: "INFO", message: `shadow ${line.shadow}`, shadowReport });
    }
    return Promise.resolve({ taken: request.reports.length, usage: call.usage });
  },
};

interface ReportsBody {
  readonly reports: readonly ShadowReport[];
}

/** @throws GatewayError INVALID_REQUEST */
function toReports(data: unknown): ReportsBody {
  const result = SHADOW_REPORTS.safeParse(data);
  if (!result.success) {
    const [issue] = result.error.issues;
    const field = ["body", ...(issue?.path ?? [])].join(".");
    throw invalidRequest(field, issue?.message ?? "is not valid");
  }
  const long = result.data.reports.findIndex(
    (line) => JSON.stringify(line).length > MAX_SHADOW_REPORT_LENGTH,
  );
  if (long === -1) return result.data;
  const most = `has more than ${String(MAX_SHADOW_REPORT_LENGTH)} characters`;
  throw invalidRequest(`reports.${String(long)}`, most);
}
