import * as z from "zod";

/** What two answers to one read can differ by. */
const SHADOW_DIFFERENCE = z.lazy(() =>
  z.strictObject({
    kind: z.enum([
      "document-missing",
      "document-extra",
      "document-version",
      "document-order",
      "field-missing",
      "field-extra",
      "field-value",
      "aggregate",
      "error",
    ]),
    /** The document's path. */
    path: z.exactOptional(z.string()),
    /** The field's path, or the aggregate's name. */
    field: z.exactOptional(z.string()),
    /** What the direct read answered: an error's code; a value only where values are asked for. */
    direct: z.exactOptional(z.string()),
    /** What the gateway answered, likewise. */
    gateway: z.exactOptional(z.string()),
  }),
);

/** A read as Firestore's REST protocol has it, to be asked again. */
const SHADOW_READ = z.lazy(() =>
  z.strictObject({
    method: z.enum(["batchGet", "runQuery", "runAggregationQuery"]),
    /** `projects/p/databases/d/documents`, and the document below which is asked. */
    parent: z.string().regex(/^projects\/[^/]+\/databases\/[^/]+\/documents(\/.+)?$/),
    body: z.record(z.string(), z.json()),
    /** Whether values were left out of the body, so that it can't be asked again as it was. */
    isRedacted: z.boolean(),
  }),
);

/** A line of the shadow's report: reads that were answered differently, or how many were compared. */
export const SHADOW_REPORT = z.lazy(() =>
  z.discriminatedUnion("shadow", [
    z.strictObject({
      shadow: z.literal("difference"),
      at: z.iso.datetime(),
      service: z.string(),
      /** Of the read: `users/{id}/notes`; a group by its id, behind two asterisks. */
      collections: z.array(z.string()),
      read: SHADOW_READ,
      differences: z.array(SHADOW_DIFFERENCE),
      /** How many differences were left out. */
      more: z.int(),
      /** How long the two answers took, in milliseconds. */
      directMs: z.number(),
      gatewayMs: z.number(),
    }),
    z.strictObject({
      shadow: z.literal("compared"),
      /** The reads counted are those since then, until `at`. */
      since: z.iso.datetime(),
      at: z.iso.datetime(),
      service: z.string(),
      collection: z.string(),
      equal: z.int(),
      different: z.int(),
      /** What was written meanwhile, again and again, so that the answers can't be compared. */
      unsettled: z.int(),
      /** Not compared: too many at once, too large, or answered from the app's own memory. */
      skipped: z.int(),
    }),
  ]),
);

/** Where the function `database` takes them, below its own path. */
export const SHADOW_REPORTS_PATH = "shadowReports";

/** Most lines that the gateway takes at once, and most characters of one. */
export const MAX_SHADOW_REPORTS = 50;
export const MAX_SHADOW_REPORT_LENGTH = 100_000;

/** What is sent to the gateway, for its log. */
export const SHADOW_REPORTS = z.lazy(() =>
  z.strictObject({
    reports: z.array(SHADOW_REPORT).min(1).max(MAX_SHADOW_REPORTS),
  }),
);

export type ShadowDifference = z.output<typeof SHADOW_DIFFERENCE>;
export type ShadowRead = z.output<typeof SHADOW_READ>;
export type ShadowReport = z.output<typeof SHADOW_REPORT>;
