import { WRITES, type OperationName } from "../sdk/operation.ts";
import type { FirestoreAccess } from "./firestore-access.ts";

const EQUIVALENTS: Partial<Record<OperationName, string>> = {
  get: "getDocument",
  getAll: "getDocuments",
  query: "queryDocuments",
  aggregate: "aggregateDocuments",
  create: "createDocument",
  set: "setDocument",
  update: "updateDocument",
  delete: "deleteDocument",
  // Of the server library, whose object serviceFirestore gives.
  recursiveDelete: "serviceFirestore",
  listDocuments: "serviceFirestore",
  listCollections: "serviceFirestore",
};

/** What is done, as far as its equivalent depends on it. */
export interface DoneOperation extends Pick<FirestoreAccess, "operation" | "within"> {
  /** Whether Firebase's web SDK does it, whose listeners the transport carries. */
  readonly isWeb: boolean;
}

/** What does an operation through the gateway, mostly a callable; undefined where there is none yet. */
export function gatewayEquivalent({ operation, within, isWeb }: DoneOperation): string | undefined {
  if (operation === "listen" && isWeb) return "transport";
  if (within !== undefined && EQUIVALENTS[operation] !== undefined && WRITES.has(operation)) {
    return "batchWrite";
  }
  return EQUIVALENTS[operation];
}
