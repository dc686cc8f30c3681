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
};

/** What does an operation through the gateway, mostly a callable; undefined where there is none yet. */
export function gatewayEquivalent(
  operation: OperationName,
  within: FirestoreAccess["within"],
): string | undefined {
  if (within !== undefined && EQUIVALENTS[operation] !== undefined && WRITES.has(operation)) {
    return "batchWrite";
  }
  return EQUIVALENTS[operation];
}
