import type { CallableName } from "../api/api.ts";
import { loggedName } from "../firestore-rest/rest-methods.ts";
import type { RestMethodName } from "../firestore-rest/route.ts";

const WRITES: readonly RestMethodName[] = [
  "commit",
  "batchWrite",
  "createDocument",
  "patch",
  "delete",
];
const GETS: readonly RestMethodName[] = ["get", "batchGet"];

/** The methods of Firestore's protocol that can do what a callable does. */
const SAME_WORK: Readonly<Record<CallableName, readonly RestMethodName[]>> = {
  getDocument: GETS,
  getDocuments: GETS,
  queryDocuments: ["runQuery", "listDocuments"],
  aggregateDocuments: ["runAggregationQuery"],
  createDocument: WRITES,
  setDocument: WRITES,
  updateDocument: WRITES,
  deleteDocument: WRITES,
  batchWrite: WRITES,
  getQuota: [],
  setQuota: [],
  clearQuota: [],
  listQuotas: [],
  getUsage: [],
  listChanges: [],
  restoreVersion: [],
};

/**
 * The names of the methods that take each App Check token once: the callables that are listed, and
 * what of Firestore's protocol can do as much, which would else be the way round.
 */
export function onceMethods(callables: readonly CallableName[]): ReadonlySet<string> {
  return new Set(callables.flatMap((name) => [name, ...SAME_WORK[name].map(loggedName)]));
}
