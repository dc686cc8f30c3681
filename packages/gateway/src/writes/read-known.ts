import type { StoredDocument } from "../documents/store.ts";
import { otherDocuments, type OtherDocuments } from "../policy/holds.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { replayOf, type Replay, type RequestRecord } from "./request-record.ts";

/** What is known of the database when writes are decided. */
export interface Known {
  /** The documents that were read, by path; null where there is none. */
  readonly stored: ReadonlyMap<string, StoredDocument | null>;
  /** The documents that decide membership. */
  readonly others: OtherDocuments;
  /** What is left of an expired request of the same id. */
  readonly expiredRecord: StoredDocument | null;
  /** What the same request did before. */
  readonly replay?: Replay;
}

const NOTHING: Known = { stored: new Map(), others: new Map(), expiredRecord: null };

/**
 * What has to be known: the stored documents of `toRead`, and what the policies and the record of
 * all `grants` need.
 */
export interface ToKnow {
  readonly toRead: readonly AuthorizedWrite[];
  readonly grants: readonly AuthorizedWrite[];
  readonly record: RequestRecord | undefined;
}

/**
 * Reads what the writes are decided on. One round trip, or none where nothing has to be known.
 *
 * @throws GatewayError REQUEST_ID_REUSED
 */
export async function readKnown(
  { toRead, grants, record }: ToKnow,
  { gateway: { documents }, call }: CallContext,
): Promise<Known> {
  const paths = [...new Set(toRead.map(({ operation }) => operation.path))];
  const others = [...new Set(grants.flatMap(otherPaths))];
  const asked = [...paths, ...others];
  if (asked.length === 0) return NOTHING;
  const { documents: found, readTime } = await documents.get(
    record === undefined ? asked : [...asked, record.path],
    call.store,
  );
  call.spend({ reads: asked.length });
  const at = (index: number): StoredDocument | null => found[index] ?? null;
  const recorded = record === undefined ? null : at(asked.length);
  const replay = record && replayOf(record, recorded, readTime);
  return {
    stored: new Map(paths.map((path, index) => [path, at(index)])),
    others: new Map(others.map((path, index) => [path, at(paths.length + index)?.data ?? null])),
    expiredRecord: replay === undefined ? recorded : null,
    ...(replay && { replay }),
  };
}

function otherPaths(grant: AuthorizedWrite): string[] {
  const conditions = [grant.get, grant.create, grant.update, grant.delete];
  return conditions.flatMap(otherDocuments).map(({ memberOf }) => memberOf);
}
