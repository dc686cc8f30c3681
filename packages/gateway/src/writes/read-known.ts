import type { StoredDocument } from "../documents/store.ts";
import { knownLookups, type OtherDocuments } from "../policy/lookups.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { countDocuments, lookedUpIn } from "../reads/count-documents.ts";
import { mayName, paidPaths, pathsNamedAfter, pathsNamedBy } from "./named-documents.ts";
import { replayOf, type Replay, type RequestRecord } from "./request-record.ts";

/** What is known of the database when writes are decided. */
export interface Known {
  /** The documents that were read, by path; null where there is none. */
  readonly stored: ReadonlyMap<string, StoredDocument | null>;
  /** The other documents that decide. */
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
 * Reads what the writes are decided on. One round trip, or none where nothing has to be known; one
 * more where documents name others that decide.
 *
 * @throws GatewayError REQUEST_ID_REUSED
 */
export async function readKnown(toKnow: ToKnow, context: CallContext): Promise<Known> {
  const { toRead, grants, record } = toKnow;
  const { call } = context;
  const byPath = new Map(toRead.map((grant) => [grant.operation.path, grant]));
  const paths = [...byPath.keys()];
  const others = [...new Set(grants.flatMap(otherPaths))];
  const asked = [...paths, ...others];
  if (asked.length === 0) return NOTHING;
  const { documents: found, readTime } = await context.gateway.documents.get(
    record === undefined ? asked : [...asked, record.path],
    call.store,
  );
  call.spend({ reads: asked.length });
  const writing = Array.from(
    byPath,
    ([
      path,
      {
        collection,
        operation: { kind },
      },
    ]) => {
      return { path, collection, operation: kind };
    },
  );
  countDocuments([...writing, ...lookedUpIn(others, context)], found.map(asRead), context);
  const at = (index: number): StoredDocument | null => found[index] ?? null;
  const recorded = record === undefined ? null : at(asked.length);
  const replay = record && replayOf(record, recorded, readTime);
  const stored = new Map(paths.map((path, index) => [path, at(index)]));
  const known = new Map(others.map((path, index) => [path, at(paths.length + index)]));
  return {
    stored,
    others: await withNamed({ toRead, stored, known }, context),
    expiredRecord: replay === undefined ? recorded : null,
    ...(replay && { replay }),
  };
}

/** The other documents, with those that the documents of the writes name in their fields. */
async function withNamed(
  {
    toRead,
    stored,
    known,
  }: Pick<ToKnow, "toRead"> & Pick<Known, "stored"> & { known: OtherDocuments },
  context: CallContext,
): Promise<OtherDocuments> {
  const { gateway, call } = context;
  const naming = toRead.filter(mayName);
  if (naming.length === 0) return known;
  const storedOf = ({ operation: { path } }: AuthorizedWrite) => stored.get(path) ?? null;
  const named = naming.flatMap((grant) => pathsNamedBy(grant, storedOf(grant)));
  const paths = [...new Set(named)].filter((path) => !known.has(path));
  const found =
    paths.length === 0 ? [] : (await gateway.documents.get(paths, call.store)).documents;
  countDocuments(lookedUpIn(paths, context), found.map(asRead), context);
  const others = new Map(known);
  paths.forEach((path, index) => others.set(path, found[index] ?? null));
  const paid = new Set(naming.flatMap((grant) => paidPaths(grant, storedOf(grant), others)));
  call.spend({ reads: [...paid].filter((path) => !known.has(path)).length });
  return others;
}

function asRead(value: StoredDocument | null) {
  return { value, wasRead: true };
}

/** The documents to read besides, whatever is stored. Of a new document it is known what it will be. */
function otherPaths(grant: AuthorizedWrite): string[] {
  const conditions = [grant.get, grant.create, grant.update, grant.delete];
  const known = conditions.flatMap(knownLookups).map(({ path }) => path);
  return grant.operation.kind === "create" ? [...known, ...pathsNamedAfter(grant, null)] : known;
}
