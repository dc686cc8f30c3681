import { gateway } from "@database-service/gateway";
import { collections } from "./collections/index.ts";
import { quotas } from "./quotas.ts";
import { settings } from "./settings.ts";

export const {
  database,
  upkeep,
  createDocument,
  getDocument,
  getDocuments,
  queryDocuments,
  aggregateDocuments,
  setDocument,
  updateDocument,
  deleteDocument,
  batchWrite,
  getQuota,
  setQuota,
  clearQuota,
  listQuotas,
  getUsage,
} = gateway({ collections, quotas, ...settings });
