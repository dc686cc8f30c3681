import type { AuthorizedGet } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import type { StoredDocument } from "../documents/store.ts";
import { holds } from "../policy/holds.ts";
import { namedBy, openLookups, type OtherDocuments } from "../policy/lookups.ts";
import type { RequestedFreshness } from "./cache-use.ts";
import { foundDocuments, wantedDocuments } from "./other-documents.ts";
import { readLookups } from "./read-lookups.ts";

/** The documents that were read for the grants, and what is known besides. */
interface FoundForGrants {
  readonly grants: readonly AuthorizedGet[];
  /** In the order of the grants; null where there is none. */
  readonly documents: readonly (StoredDocument | null)[];
  readonly known: OtherDocuments;
}

interface NamedDocuments {
  readonly others: OtherDocuments;
  /** For each grant, the paths that Firestore read for it. */
  readonly read: readonly (readonly string[])[];
}

/**
 * The other documents that those found name in their fields, where it is not decided without. One
 * round trip, or none where nothing is named or memory has it.
 */
export async function readNamed(
  { grants, documents, known }: FoundForGrants,
  context: CallContext<RequestedFreshness>,
): Promise<NamedDocuments> {
  const { request } = context;
  const named = grants.map(({ condition }, index) => {
    const document = documents[index] ?? null;
    const lookups = openLookups(condition);
    const isDecided = lookups.length === 0 || holds(condition, document, known);
    return isDecided ? [] : namedBy(document, lookups);
  });
  const wanted = wantedDocuments(named.flat(), request);
  if (wanted.length === 0) return { others: new Map(), read: named.map(() => []) };
  const found = await readLookups(wanted, context);
  const read = new Set(
    wanted.flatMap(({ path }, index) => (found[index]?.wasRead === true ? path : [])),
  );
  return {
    others: foundDocuments(wanted, found),
    read: named.map((paths) => paths.map(({ path }) => path).filter((path) => read.has(path))),
  };
}
