import type { Request } from "../api/api.ts";
import type { DocumentDiff } from "../audit/document-diff.ts";
import type { AuditEntry } from "../audit/read-entry.ts";
import { readEntry } from "../audit/stored-changes.ts";
import { authorizer, type AuthorizedOperate } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import type { Registry } from "../collection/registry.ts";
import { GatewayError } from "../errors/error.ts";
import { unreadableError } from "../reads/document-answer.ts";
import type { WriteOperation } from "../request/operation.ts";
import { omit } from "../values/select.ts";
import { escapeFields } from "../wire/wire-escape.ts";
import { deleteOne } from "../writes/delete-one.ts";
import { writeOne } from "../writes/write-one.ts";
import type { Callable } from "./callable.ts";

type RestoreRequest = Request<"restoreVersion">;

/**
 * Makes a document what it was before a change, by a write of the admin's own: policed, charged,
 * checked and audited as any other. For admins.
 */
export const restoreVersion: Callable<"restoreVersion", readonly [AuthorizedOperate]> = {
  name: "restoreVersion",

  plan: (_request, authorize) => [authorize({ kind: "operate", reads: 1 }, { at: "" })],

  async execute(_plan, context, charge) {
    const { gateway, call, caller } = context;
    const operation = toOperation(await versionOf(context), context);
    const { collections } = gateway;
    const authorize = authorizer({ caller, collections, now: call.startedAt });
    const grant = authorize(operation, { at: "change" });
    await charge([grant]);
    return operation.kind === "set" ? writeOne(grant, context) : deleteOne(grant, context);
  },
};

interface KeptVersion {
  readonly path: string;
  readonly before: DocumentDiff["before"];
}

/** @throws GatewayError DOCUMENT_NOT_FOUND, DOCUMENT_UNREADABLE */
async function versionOf({
  request,
  gateway,
  call,
}: CallContext<RestoreRequest>): Promise<KeptVersion> {
  const path = `${gateway.own.audit}/${request.change}`;
  const found = await readEntry(gateway.documents, path, call.store);
  call.spend({ reads: found?.reads ?? 1 });
  if (found?.entry.path === undefined) throw notFound("There is no such change any more.");
  checkWhole(found.entry);
  if (found.change === undefined) {
    throw notFound(
      "The change keeps no version, or none any more. Declare `audit: {versions: true}` for the collection, and later ones do.",
    );
  }
  return { path: found.entry.path, before: found.change.before };
}

function notFound(message: string): GatewayError {
  return new GatewayError("DOCUMENT_NOT_FOUND", message);
}

function checkWhole({ path = "", unreadable }: AuditEntry): void {
  if (unreadable !== undefined) throw unreadableError(path, { field: undefined });
}

function toOperation(
  { path, before }: KeptVersion,
  { gateway, request: { ifUpdateTime } }: CallContext<RestoreRequest>,
): WriteOperation {
  const condition = ifUpdateTime !== undefined && { condition: { updateTime: ifUpdateTime } };
  if (before === null) return { kind: "delete", path, ...condition };
  const data = escapeFields(omit(before, managedIn(gateway.collections, path)));
  return { kind: "set", path, data, ...condition };
}

/** The fields that the gateway itself sets on each write. */
function managedIn(collections: Registry, path: string): readonly (readonly [string])[] {
  const managed = collections.find(path)?.definition.documents.managed;
  return Array.from(managed?.keys() ?? [], (name) => [name] as const);
}
