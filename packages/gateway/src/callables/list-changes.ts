import type { Request } from "../api/api.ts";
import { COMMANDS, subjectOf } from "../audit/audit-entry.ts";
import { entriesOf, readEntries } from "../audit/stored-changes.ts";
import type { AuthorizedOperate } from "../authorize/authorize.ts";
import { changeRights } from "../authorize/change-rights.ts";
import { invalidRequest } from "../errors/error.ts";
import { subjectKey } from "../quota/quota-overrides.ts";
import { cursorAfter, positionIn } from "../reads/page-cursor.ts";
import { toDocumentPath } from "../request/request-path.ts";
import type { Callable } from "./callable.ts";
import { toChange } from "./to-change.ts";

/** Changes that are read where the request doesn't say. */
const DEFAULT_CHANGES = 20;

/** Who wrote a document, what a caller wrote, or what admins commanded, the latest first. For admins. */
export const listChanges: Callable<"listChanges", readonly [AuthorizedOperate]> = {
  name: "listChanges",

  plan({ path, caller, commands, limit = DEFAULT_CHANGES }, authorize) {
    const named = [path, caller, commands].filter((one) => one !== undefined);
    if (named.length !== 1) throw invalidRequest("path", "or caller or commands, one of them");
    if (path !== undefined) toDocumentPath(path, "path");
    return [authorize({ kind: "operate", reads: limit }, { at: "" })];
  },

  async execute(_plan, context) {
    const { gateway, call, caller, request } = context;
    const { limit = DEFAULT_CHANGES, cursor, versions = false } = request;
    const query = entriesOf(gateway.own.audit, soughtBy(request));
    const after = await positionIn(cursor, query, context);
    const reading = { range: { limit, after, versions }, call: call.store };
    const { entries, reads, last } = await readEntries(gateway.documents, query, reading);
    call.spend({ reads: Math.max(1, reads) });
    const by = { caller, collections: gateway.collections, now: call.startedAt };
    const next = last && { query, values: last };
    return {
      changes: entries.map((one) => toChange(one, changeRights(one.entry.path ?? "", by))),
      ...(next && { nextCursor: await cursorAfter(next, context) }),
    };
  },
};

function soughtBy({ path, caller }: Request<"listChanges">): readonly ["subject" | "by", string] {
  if (caller !== undefined) return ["by", subjectKey(caller)];
  return ["subject", path === undefined ? COMMANDS : subjectOf(path)];
}
