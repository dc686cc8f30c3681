import { randomBytes, randomInt } from "node:crypto";
import { writeEntries, type AuditedWrite } from "../audit/write-entries.ts";
import type { AuditOrigin } from "../audit/audit-entry.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { callerKey } from "../caller/caller-key.ts";
import { callerName } from "../caller/caller-name.ts";
import type { Write } from "../documents/store.ts";
import { newDocumentId } from "../paths/new-document-id.ts";
import { padTimestamp } from "../values/timestamp.ts";
import type { Decided } from "./decide-within-limits.ts";
import type { Known } from "./read-known.ts";

/** What a commit of these writes is decided on. */
interface AuditedDecision {
  readonly decided: readonly Decided[];
  readonly known: Known;
  readonly requestId: string | undefined;
}

/** The writes that a commit makes besides, so that the audit trail has it; none where nothing is audited. */
export function auditWrites(
  grants: readonly AuthorizedWrite[],
  { decided, known, requestId }: AuditedDecision,
  context: CallContext,
): readonly Write[] {
  const audited = grants.flatMap((grant, index): readonly AuditedWrite[] => {
    const { audit, collection, operation } = grant;
    const write = decided[index]?.write;
    if (audit === undefined || write === undefined) return [];
    if (write.kind === "verify" || operation.kind === "verify") return [];
    const stored = known.stored.get(operation.path);
    return [{ audit, collection, operation: operation.kind, write, stored }];
  });
  if (audited.length === 0) return [];
  return writeEntries(audited, auditOrigin(context, requestId), unlikelyTime());
}

/** Who makes a call, and how, as its entries tell it. */
export function auditOrigin(
  { gateway, call, caller }: CallContext,
  requestId: string | undefined,
): AuditOrigin {
  return {
    collection: gateway.own.audit,
    commitId: newDocumentId(randomBytes),
    caller: callerName(caller),
    // Of who calls without a token nothing is kept.
    callerKey: caller.kind === "anonymous" ? "anonymous" : callerKey(caller),
    callable: call.callable,
    requestId,
    nowMs: call.now(),
  };
}

const EARLIEST_MS = Date.parse("9000-01-01T00:00:00Z");
/** Of 900 years. */
const SPAN_SECONDS = 900 * 365 * 86_400;

/** A time far ahead that no document holds but by a chance of 1 in 10^16. */
function unlikelyTime(): string {
  const second = new Date(EARLIEST_MS + randomInt(SPAN_SECONDS) * 1_000).toISOString();
  const micros = String(randomInt(1_000_000)).padStart(6, "0");
  return padTimestamp(`${second.slice(0, 19)}.${micros}Z`);
}
