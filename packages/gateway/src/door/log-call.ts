import { writeLogEntry } from "../log/write-log-entry.ts";
import type { GatewayError } from "../errors/error.ts";
import type { Call } from "../call/call.ts";
import type { CallSummary } from "../call/call-summary.ts";
import type { Fault } from "../call/fault.ts";
import { loggedUses } from "./logged-uses.ts";

/** Most causes in one line: a batch may have one for each of its writes. */
const MAX_CAUSES = 5;
/** Most errors in one cause, each thrown for the next. */
const MAX_CHAIN = 5;

type Cause = NonNullable<Fault["cause"]>;

/** One line for each call: who (hashed), what it came to, what it cost. No data, no tokens. */
export function logCall(
  call: Call,
  { severity, callable, uses, service, ...summary }: CallSummary,
  error?: GatewayError,
): void {
  const causes = call.faults.flatMap(({ cause }) => cause ?? []);
  writeLogEntry({
    severity,
    message: `${callable} ${summary.reason ?? "ok"}`,
    callable,
    ...(call.database !== undefined && { database: call.database }),
    ...(service !== null && { service }),
    ...summary,
    ...limitOf(error),
    roundTrips: call.store.meter.roundTrips,
    ...loggedUses(uses),
    ...ofRequest(call),
    ...(causes.length > 0 && { causes: causes.slice(0, MAX_CAUSES).map(describe) }),
  });
}

/** By their label, App Check's and Authentication's metrics count the lines of all callables. */
const LABELS = {
  "logging.googleapis.com/labels": { "firebase-log-type": "callable-request-verification" },
};

/** What the log tells of the request itself. */
export function ofRequest({
  origin: { trace, verifications, tokenProblems = [] } = {},
}: Call): object {
  return {
    ...(trace !== undefined && { "logging.googleapis.com/trace": trace }),
    ...(verifications && { verifications, ...LABELS }),
    ...(tokenProblems.length > 0 && { tokenProblems }),
  };
}

/** The limit that refused the call, by the name that the owner's own definition gives it. */
function limitOf(error: GatewayError | undefined): { readonly limit?: unknown } {
  const limit = error?.details["limit"];
  return typeof limit === "string" ? { limit } : {};
}

function describe({ errorId, error }: Cause): object {
  return { errorId, error: textOfThrown(error) };
}

/** What was thrown, and what that was thrown for, without the data that messages name. */
export function textOfThrown(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return chainOf(error).map(textOf).join("\ncaused by ");
}

/** The error, what it was thrown for, and so on: the last one says what to mend. */
function chainOf(error: Error): readonly Error[] {
  const chain = [error];
  for (let { cause } = error; cause instanceof Error && chain.length < MAX_CHAIN; { cause } = cause)
    chain.push(cause);
  return chain;
}

function textOf(error: Error): string {
  return withoutData(error.stack ?? error.message);
}

/** The name of a document, to the end of the message: its ids may have quotes and line breaks in them. */
const DOCUMENT_NAME = /projects\/[^/\s]+\/databases\/[^/\s]+\/documents\/[^]*?(?=\n {4}at |$)/g;
const QUOTED = /"[^"]*"|'[^']*'|`[^`]*`/g;

/** Messages of Firestore and of Node's parsers name and quote what they were given, which is not the log's to keep. */
function withoutData(text: string): string {
  return text.replace(DOCUMENT_NAME, "…").replace(QUOTED, '"…"');
}
