import type { Write } from "../documents/store.ts";
import { COMMANDS, toEntryWrites, type AuditOrigin } from "./audit-entry.ts";

/** How long what admins command is kept, in days. */
const KEEP_DAYS = 365;

/** The writes that make the entry of a command of an admin's, which go with what it writes. */
export function commandEntry(request: object, origin: AuditOrigin): readonly Write[] {
  const fields = { command: JSON.stringify(request) };
  return toEntryWrites({ index: 0, subject: COMMANDS, keepDays: KEEP_DAYS, fields }, origin);
}
