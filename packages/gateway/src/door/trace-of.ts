import type { IncomingHttpHeaders } from "node:http";

/** The trace of a request in Cloud Logging's terms, where Google's front end or the client has given it one. */
export function traceOf(
  headers: IncomingHttpHeaders,
  project: string | undefined,
): string | undefined {
  const google = /^([\dA-Fa-f]{32})\/\d+(;o=[0-3])?$/.exec(
    String(headers["x-cloud-trace-context"]),
  )?.[1];
  const w3c = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}$/.exec(
    String(headers["traceparent"]),
  )?.[1];
  const id = google ?? w3c;
  return id && `projects/${String(project)}/traces/${id}`;
}
