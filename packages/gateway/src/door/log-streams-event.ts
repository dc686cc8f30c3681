import { writeLogEntry } from "../log/write-log-entry.ts";
import type { StreamsEvent } from "../streams/streams-event.ts";
import { ofRequest } from "./log-call.ts";

/**
 * One line when a stream has begun, without what calls are counted by, and one a minute with what
 * streams an instance has. Its call is told when it is over.
 */
export function logStreamsEvent(event: StreamsEvent): void {
  if (event.kind === "metrics") {
    const { kind, ...metrics } = event;
    return writeLogEntry({ severity: "INFO", message: `streams ${kind}`, ...metrics });
  }
  const { call, summary, targets } = event;
  const { callable, caller, service, totalMs, stepsMs } = summary;
  writeLogEntry({
    severity: "INFO",
    message: `${callable} opened`,
    callable,
    ...(call.database !== undefined && { database: call.database }),
    ...(service !== null && { service }),
    caller,
    kind: summary.kind,
    targets,
    totalMs,
    stepsMs,
    ...ofRequest(call),
  });
}
