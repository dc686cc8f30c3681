import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { StoredDocument } from "../documents/store.ts";
import type { Lookup } from "../policy/condition.ts";
import type { JudgedDocument } from "../policy/holds.ts";
import { namedBy, openLookups, type OtherDocuments } from "../policy/lookups.ts";
import { changeOf, storedRights, touchingRight } from "./stored-rights.ts";

/** Whether documents of the write may name others that decide. */
export function mayName({ get, create, update, delete: remove }: AuthorizedWrite): boolean {
  return [get, create, update, remove].some((condition) => openLookups(condition).length > 0);
}

/** The paths of the documents that the stored document and the one that the write leaves name. */
export function pathsNamedBy(
  grant: AuthorizedWrite,
  stored: StoredDocument | null,
): readonly string[] {
  const before = pathsOf(stored, lookupsOnStored(grant));
  return [...new Set([...before, ...pathsNamedAfter(grant, stored)])];
}

/** The paths of the documents that the document which the write leaves names. */
export function pathsNamedAfter(
  grant: AuthorizedWrite,
  stored: StoredDocument | null,
): readonly string[] {
  if (grant.write === null) return [];
  const lookups = openLookups(stored === null ? grant.create : grant.update);
  if (lookups.length === 0) return [];
  const data = changeOf(grant, stored)?.after;
  return data ? pathsOf({ path: grant.operation.path, data }, lookups) : [];
}

/**
 * What is paid for the documents that were read for having been named: for a document that the
 * caller may not know of as many as there ever could be, or the price would tell of it.
 *
 * @returns the paths of what is paid for, or words in their place
 */
export function paidPaths(
  grant: AuthorizedWrite,
  stored: StoredDocument | null,
  others: OtherDocuments,
): readonly string[] {
  const { kind, path } = grant.operation;
  const { isGettable, isAllowed } = storedRights(grant, stored, others);
  const isNew = stored === null && (kind === "create" || kind === "set");
  if (isNew || isGettable || isAllowed) return pathsNamedBy(grant, stored);
  return lookupsOnStored(grant).map((_, index) => `${path}#${String(index)}`);
}

function lookupsOnStored(grant: AuthorizedWrite): readonly Lookup[] {
  const right = touchingRight(grant.operation);
  const touching = right === undefined || right === "get" ? [] : openLookups(grant[right]);
  return [...openLookups(grant.get), ...touching];
}

function pathsOf(document: JudgedDocument | null, lookups: readonly Lookup[]): readonly string[] {
  return namedBy(document, lookups).map(({ path }) => path);
}
