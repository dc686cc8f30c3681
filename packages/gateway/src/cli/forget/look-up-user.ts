import type { StoredDocument } from "../../documents/store.ts";
import { heldRecords, type HeldRecords } from "./held-records.ts";
import type { OpenDatabase } from "./open-databases.ts";
import { isOwnedByPath, ownedDocuments } from "./owned-documents.ts";

/** What one database holds of a user. */
export interface UserData {
  readonly held: HeldRecords;
  /** The team's documents of the user's own; none where they are not meant. */
  readonly documents: readonly StoredDocument[];
  /** How many documents were read to find those. */
  readonly reads: number;
  /** The paths of definitions that name owners and whose documents can't be listed. */
  readonly unsearched: readonly string[];
}

/** @param withDocuments whether the team's documents of the user's own are meant too */
export async function lookUpUser(
  { store, registry, own }: Pick<OpenDatabase, "store" | "registry" | "own">,
  uid: string,
  withDocuments: boolean,
): Promise<UserData> {
  const { documents, reads, unsearched } = withDocuments
    ? await ownedDocuments(store, registry, uid)
    : { documents: [], reads: 0, unsearched: [] };
  const held = await heldRecords(store, {
    own,
    uid,
    owned: documents.map(({ path }) => path),
    isOwned: (path) => withDocuments && isOwnedByPath(registry, uid, path),
  });
  return { held, documents, reads, unsearched };
}
