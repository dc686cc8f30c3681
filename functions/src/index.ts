import * as callables from "../../packages/gateway/src/callables/index.ts";
import { expose } from "../../packages/gateway/src/door/expose.ts";

export const createDocument = expose(callables.createDocument);
export const getDocument = expose(callables.getDocument);
export const getDocuments = expose(callables.getDocuments);
export const queryDocuments = expose(callables.queryDocuments);
export const aggregateDocuments = expose(callables.aggregateDocuments);
export const setDocument = expose(callables.setDocument);
export const updateDocument = expose(callables.updateDocument);
export const deleteDocument = expose(callables.deleteDocument);
export const batchWrite = expose(callables.batchWrite);
export const getQuota = expose(callables.getQuota);
export const setQuota = expose(callables.setQuota);
export const clearQuota = expose(callables.clearQuota);
export const listQuotas = expose(callables.listQuotas);
