import * as z from "zod";
import {
  document,
  fields,
  inDatabase,
  optional,
  text,
  time,
  unreadable,
  usage,
  value,
} from "./common.ts";
import {
  aggregatedLimit,
  aggregates,
  collectionSelector,
  findNearest,
  freshness,
  limit,
  MAX_DOCUMENTS,
  ordering,
  where,
} from "./query.ts";
import { budgetStatus, limitStatus, quotaOverride, quotaSetting, subject } from "./quota.ts";
import {
  MAX_ATOMIC_WRITES,
  merge,
  metadata,
  once,
  replayed,
  transformResults,
  updateTime,
  write,
  written,
} from "./write.ts";
import {
  isRange,
  usageBy,
  usageFrom,
  usageLimit,
  usageResolution,
  usageTo,
  usageWindow,
} from "./usage.ts";
import { change, changesRequest, restoreRequest } from "./audit.ts";
import { MAX_FILTERS } from "./filter-count.ts";
import { request } from "./request.ts";

export type { Usage } from "./common.ts";
export { DEFAULT_LIMIT, MAX_AGGREGATES, MAX_DOCUMENTS, type WireFilter } from "./query.ts";
export { MAX_ATOMIC_WRITES, MAX_WRITES, type WireWrite } from "./write.ts";

/** Every callable of the gateway: what it takes and what it answers. */
export const api = {
  createDocument: {
    request: request(() => ({
      ...inDatabase,
      collection: text,
      id: optional(text),
      data: fields,
      ...once,
    })),
    response: written,
  },
  getDocument: {
    request: request(() => ({
      ...inDatabase,
      path: text,
      fields: optional(z.array(text).max(MAX_FILTERS)),
      ...freshness,
    })),
    response: z.lazy(() => z.strictObject({ document, usage })),
  },
  getDocuments: {
    request: request(() => ({
      ...inDatabase,
      paths: z.array(text).min(1).max(MAX_DOCUMENTS),
      fields: optional(z.array(text).max(MAX_FILTERS)),
      ...freshness,
    })),
    response: z.lazy(() =>
      z.strictObject({
        documents: z.array(document.nullable()),
        /** Where there is null for a document that can't be read; absent where there is none such. */
        unreadable: optional(unreadable),
        usage,
      }),
    ),
  },
  queryDocuments: {
    request: request(() => ({
      ...inDatabase,
      ...collectionSelector,
      where: optional(where),
      ...ordering,
      limit: optional(limit),
      limitToLast: optional(limit),
      cursor: optional(z.string()),
      select: optional(z.array(text).max(MAX_FILTERS)),
      ...freshness,
      findNearest: optional(findNearest),
      explain: optional(z.literal(true)),
    })),
    response: z.lazy(() =>
      z.strictObject({
        documents: z.array(document),
        /** The documents of this page that can't be read; absent where there is none such. */
        unreadable: optional(unreadable),
        /** There whenever the page is full. */
        nextCursor: optional(z.string()),
        /** Firestore's plan and cost, for admins and services that asked for it, where Firestore gives it. */
        explain: optional(fields),
        usage,
      }),
    ),
  },
  aggregateDocuments: {
    request: request(() => ({
      ...inDatabase,
      ...collectionSelector,
      where: optional(where),
      ...ordering,
      limit: optional(aggregatedLimit),
      limitToLast: optional(aggregatedLimit),
      aggregates,
      ...freshness,
    })),
    response: z.lazy(() => z.strictObject({ aggregates: z.record(z.string(), value), usage })),
  },
  setDocument: {
    request: request(() => ({
      ...inDatabase,
      path: text,
      data: fields,
      merge: optional(merge),
      ...once,
    })),
    response: written,
  },
  updateDocument: {
    request: request(() => ({
      ...inDatabase,
      path: text,
      data: fields,
      ifUpdateTime: optional(updateTime),
      ...once,
    })),
    response: written,
  },
  deleteDocument: {
    request: request(() => ({
      ...inDatabase,
      path: text,
      ifUpdateTime: optional(updateTime),
      ifExists: optional(z.literal(true)),
      ...once,
    })),
    response: z.lazy(() =>
      z.strictObject({ commitTime: time, replayed: optional(replayed), usage }),
    ),
  },
  batchWrite: {
    request: request(() => ({
      ...inDatabase,
      writes: z.array(write).min(1).max(MAX_ATOMIC_WRITES),
      atomic: optional(z.boolean()),
      ...once,
    })),
    response: z.lazy(() =>
      z.strictObject({
        results: z.array(
          z.union([
            z.strictObject({
              updateTime: optional(time),
              transformResults: optional(transformResults),
              replayed: optional(replayed),
            }),
            z.strictObject({
              error: z.strictObject({
                code: z.string(),
                message: z.string(),
                details: z.record(z.string(), z.unknown()),
              }),
            }),
          ]),
        ),
        /**
         * Of the last commit. Absent where nothing was written, and where documents were deleted
         * without atomic: Firestore doesn't tell when.
         */
        commitTime: optional(time),
        /** Of an atomic batch; without atomic each result says it. */
        replayed: optional(replayed),
        usage,
      }),
    ),
  },
  getQuota: {
    request: request(() => ({})),
    response: z.lazy(() =>
      z.strictObject({
        caller: z.string(),
        tier: z.string(),
        limits: z.array(limitStatus),
        /** An admin has blocked the caller: all that it calls is refused, whatever is left of its limits. */
        blocked: optional(z.literal(true)),
        /** Of the project, if it has a budget. */
        budget: optional(budgetStatus),
        usage,
      }),
    ),
  },
  setQuota: {
    request: request(() => ({ caller: subject, quota: quotaSetting })),
    response: z.lazy(() => z.strictObject({ override: quotaOverride, usage })),
  },
  clearQuota: {
    request: request(() => ({ caller: subject })),
    response: z.lazy(() => z.strictObject({ cleared: z.boolean(), usage })),
  },
  listQuotas: {
    request: request(() => ({ limit: optional(limit), cursor: optional(z.string()) })),
    response: z.lazy(() =>
      z.strictObject({
        overrides: z.array(quotaOverride),
        /** There whenever the page is full. */
        nextCursor: optional(z.string()),
        usage,
      }),
    ),
  },
  getUsage: {
    request: request(() => ({
      from: usageFrom,
      to: usageTo,
      by: usageBy,
      /** @default minute for at most 6 hours, hour for at most 7 days, else day */
      resolution: optional(usageResolution),
      limit: usageLimit,
      cursor: optional(z.string()),
    })).refine(isRange, {
      path: ["to"],
      message:
        "must be later than from: by the minute at most 7 days, by the hour 90, by the day 732",
    }),
    response: z.lazy(() =>
      z.strictObject({
        /** Those in which anything was called; hours and days as far as they are summed up. */
        windows: z.array(usageWindow),
        /** The length of the windows. */
        resolution: usageResolution,
        /** There whenever the page is full. A minute may then go on on the next page. */
        nextCursor: optional(z.string()),
        usage,
      }),
    ),
  },
  listChanges: {
    request: changesRequest,
    response: z.lazy(() =>
      z.strictObject({
        /** The latest first. */
        changes: z.array(change),
        /** There whenever the page is full. */
        nextCursor: optional(z.string()),
        usage,
      }),
    ),
  },
  restoreVersion: {
    request: restoreRequest,
    response: z.lazy(() =>
      z.strictObject({
        /** Absent where there was no document before the change, so that it is deleted. */
        document: optional(metadata),
        commitTime: time,
        replayed: optional(replayed),
        usage,
      }),
    ),
  },
} as const;

export type CallableName = keyof typeof api;
export type Request<Name extends CallableName> = z.output<(typeof api)[Name]["request"]>;
export type Response<Name extends CallableName> = z.output<(typeof api)[Name]["response"]>;
