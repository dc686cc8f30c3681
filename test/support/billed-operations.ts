import type { FaultyFirestore } from "./faulty-firestore.ts";

interface BatchGet {
  readonly documents: readonly string[];
}

interface Commit {
  readonly writes: readonly ({ readonly delete: string } | { readonly verify: string } | object)[];
}

/**
 * What Firestore bills at most, from now on, for all that comes by: the gateway's own bookkeeping,
 * and writes that were refused, too. Of queries nothing, since their results aren't looked at.
 */
export function countBilledOperations(firestore: FaultyFirestore) {
  const billed = { reads: 0, writes: 0, deletes: 0 };
  firestore.watch((method, body) => {
    if (method === "batchGet") billed.reads += (JSON.parse(body) as BatchGet).documents.length;
    if (method !== "commit" && method !== "batchWrite") return;
    for (const write of (JSON.parse(body) as Commit).writes) {
      if ("delete" in write) billed.deletes += 1;
      else if (!("verify" in write)) billed.writes += 1;
    }
  });
  return billed;
}
