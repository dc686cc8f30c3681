import { WRITES, type OperationName } from "../sdk/operation.ts";
import type { FirestoreAccess } from "./firestore-access.ts";

const CALLABLES: Partial<Record<OperationName, string>> = {
  get: "getDocument",
  getAll: "getDocuments",
  query: "queryDocuments",
  aggregate: "aggregateDocuments",
  create: "createDocument",
  set: "setDocument",
  update: "updateDocument",
  delete: "deleteDocument",
};

/** The gateway's callable for an operation; undefined where there is none yet. */
export function gatewayEquivalent(
  operation: OperationName,
  within: FirestoreAccess["within"],
): string | undefined {
  if (within !== undefined && CALLABLES[operation] !== undefined && WRITES.has(operation)) {
    return "batchWrite";
  }
  return CALLABLES[operation];
}
