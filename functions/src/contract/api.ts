import { z } from "zod";
import { isFilterCountWithinLimits, MAX_FILTER_DEPTH, MAX_FILTERS } from "./filter-count.ts";
import { OPERATORS } from "./query.ts";
import { request, withoutNulls } from "./request.ts";
import { padTimestamp } from "./timestamp.ts";
import type { Fields, Value } from "./value.ts";

/** Most documents that one getDocuments or queryDocuments may ask for. */
export const MAX_DOCUMENTS = 500;
/** Most writes in one batchWrite. */
export const MAX_WRITES = 500;
/** Documents on a page of queryDocuments, where the request doesn't say. */
export const DEFAULT_LIMIT = 50;
/** Most aggregates in one request (Firestore's own limit). */
export const MAX_AGGREGATES = 5;

const text = z.string().max(6144);
const optional = z.exactOptional;

/** Fields as they came, by reference: what is in them is checked after the caller is authorized. */
const fields = z.custom<Fields>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "must be an object",
);
const value = z.custom<Value>((item) => item !== undefined, "is missing");

/** Names a request, so that sending it again within 24 hours applies it once and answers alike. */
const requestId = z.uuid();
/** The request had been applied before; this is what it did then. */
const replayed = z.literal(true);
const once = { requestId: optional(requestId) };

/** RFC 3339, UTC, with microseconds. */
const time = z.string();
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
const updateTime = z
  .string()
  .regex(TIME, "must be the updateTime of a document, as an answer gave it");
const commitTime = z
  .string()
  .regex(TIME, "must be the commitTime of a write, as an answer gave it")
  .transform(padTimestamp);

/** How old an answer may be. Without them, as old as its collection lets it be. */
const freshness = {
  /** Milliseconds. 0: read now; more than the collection declares counts as that. */
  maxAgeMs: optional(z.int().min(0)),
  /** The commitTime of a write of one's own: what is older won't do. */
  notBefore: optional(commitTime),
};

const merge = z.union(
  [z.literal(true), z.array(text).min(1).max(MAX_FILTERS)],
  "must be true, or a list of field paths",
);

const operator = z.enum(OPERATORS);

export type WireFilter =
  | readonly [field: string, operator: z.infer<typeof operator>, value: Value]
  | { readonly and: readonly WireFilter[] }
  | { readonly or: readonly WireFilter[] };

const filter: z.ZodType<WireFilter> = z.lazy(() =>
  z.union(
    [
      z.tuple([text, operator, value]),
      z.strictObject({ and: filters.min(1) }),
      z.strictObject({ or: filters.min(1) }),
    ],
    "must be [field, operator, value], {and: [...]} or {or: [...]}",
  ),
);
const filters = z.array(filter);
const where = z
  .any()
  .refine(
    isFilterCountWithinLimits,
    `must have at most ${String(MAX_FILTERS)} comparisons, nested at most ${String(MAX_FILTER_DEPTH)} deep`,
  )
  .pipe(filters);

const order = z.union(
  [text, z.tuple([text, z.enum(["asc", "desc"])])],
  'must be a field path, or [field path, "asc" or "desc"]',
);

/** Their number first: there may be a million of them to look into. */
const aggregates = z
  .any()
  .refine(
    (named: unknown) => {
      if (typeof named !== "object" || named === null || Array.isArray(named)) return false;
      const count = Object.keys(named).length;
      return count >= 1 && count <= MAX_AGGREGATES;
    },
    `must name 1 to ${String(MAX_AGGREGATES)} aggregates`,
  )
  .pipe(
    z.record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "must be letters, digits and _"),
      z.union(
        [
          z.strictObject({ count: z.literal(true) }),
          z.strictObject({ sum: text }),
          z.strictObject({ average: text }),
        ],
        "must be {count: true}, {sum: field} or {average: field}",
      ),
    ),
  );

/** Where a query looks: in one collection, or in all of the same id. */
const place = { collection: optional(text), collectionGroup: optional(text) };
/** Values of the first orders, as many as are given. */
const position = z.array(value).min(1).max(MAX_FILTERS);
const limit = z.int().min(1).max(MAX_DOCUMENTS);
/** Dimensions of a vector: Firestore's own limit. */
const MAX_DIMENSIONS = 2048;

const findNearest = z.strictObject({
  field: text,
  vector: z.array(z.number()).min(1).max(MAX_DIMENSIONS),
  distance: z.enum(["EUCLIDEAN", "COSINE", "DOT_PRODUCT"]),
  limit,
  distanceResultField: optional(text),
  distanceThreshold: optional(z.number()),
});

/** Operations that Firestore bills at least for the caller's own documents. */
export const usage = z.strictObject({
  reads: z.number(),
  writes: z.number(),
  deletes: z.number(),
  /** The answer came from memory: nothing was read for it. */
  cached: optional(z.literal(true)),
});

const metadata = z.strictObject({
  path: z.string(),
  id: z.string(),
  /** Only where the document is new. */
  createTime: optional(time),
  /** The version of the document, for ifUpdateTime. */
  updateTime: time,
});

const document = z.strictObject({
  path: z.string(),
  id: z.string(),
  data: fields,
  createTime: time,
  updateTime: time,
});

const written = z.strictObject({
  document: metadata,
  commitTime: time,
  replayed: optional(replayed),
  usage,
});

const conditions = { ifUpdateTime: optional(updateTime), ifExists: optional(z.boolean()) };
const write = withoutNulls(
  ["merge", "ifUpdateTime", "ifExists"],
  z.discriminatedUnion(
    "op",
    [
      z.strictObject({ op: z.literal("create"), path: text, data: fields }),
      z.strictObject({
        op: z.literal("set"),
        path: text,
        data: fields,
        merge: optional(merge),
        ...conditions,
      }),
      z.strictObject({ op: z.literal("update"), path: text, data: fields, ...conditions }),
      z.strictObject({ op: z.literal("delete"), path: text, ...conditions }),
      z.strictObject({ op: z.literal("verify"), path: text, ...conditions }),
    ],
    "must be create, set, update, delete or verify",
  ),
);

/** Whose quota: an end user's by its uid, or a service's by its name. */
const subject = z.union([
  z.strictObject({ uid: z.string().min(1).max(128) }),
  z.strictObject({ service: z.string().min(1).max(128) }),
]);
/** So many per unit of time, and so many at once: all of the amount, if burst isn't given. */
const window = withoutNulls(
  ["burst"],
  z.strictObject({
    per: z.enum(["second", "minute", "hour", "day"]),
    amount: z.number().positive(),
    burst: optional(z.number().positive()),
  }),
);
const windows = z.array(window).min(1).max(4);
/** The windows of a class take the place of those of the caller's tier; a class that is left out stays as it is. */
const quotaSetting = request({
  calls: optional(windows),
  reads: optional(windows),
  writes: optional(windows),
});
const quotaOverride = z.strictObject({
  caller: subject,
  quota: z.record(z.string(), z.array(window).readonly()),
  /** RFC 3339, UTC. */
  setAt: z.string(),
});

const costClass = z.enum(["calls", "reads", "writes"]);

/** Every callable of the gateway: what it takes and what it answers. */
export const api = {
  createDocument: {
    request: request({ collection: text, id: optional(text), data: fields, ...once }),
    response: written,
  },
  getDocument: {
    request: request({
      path: text,
      fields: optional(z.array(text).max(MAX_FILTERS)),
      ...freshness,
    }),
    response: z.strictObject({ document, usage }),
  },
  getDocuments: {
    request: request({
      paths: z.array(text).min(1).max(MAX_DOCUMENTS),
      fields: optional(z.array(text).max(MAX_FILTERS)),
      ...freshness,
    }),
    response: z.strictObject({ documents: z.array(document.nullable()), usage }),
  },
  queryDocuments: {
    request: request({
      ...place,
      where: optional(where),
      orderBy: optional(z.array(order).max(MAX_FILTERS)),
      limit: optional(limit),
      limitToLast: optional(limit),
      startAt: optional(position),
      startAfter: optional(position),
      endAt: optional(position),
      endBefore: optional(position),
      cursor: optional(z.string()),
      offset: optional(
        z.never("is not taken: Firestore bills every document that it skips; use cursor"),
      ),
      select: optional(z.array(text).max(MAX_FILTERS)),
      ...freshness,
      findNearest: optional(findNearest),
      explain: optional(z.literal(true)),
    }),
    response: z.strictObject({
      documents: z.array(document),
      /** There whenever the page is full. */
      nextCursor: optional(z.string()),
      /** Firestore's plan and cost, for admins and services that asked for it, where Firestore gives it. */
      explain: optional(fields),
      usage,
    }),
  },
  aggregateDocuments: {
    request: request({
      ...place,
      where: optional(where),
      aggregates,
      ...freshness,
    }),
    response: z.strictObject({ aggregates: z.record(z.string(), value), usage }),
  },
  setDocument: {
    request: request({ path: text, data: fields, merge: optional(merge), ...once }),
    response: written,
  },
  updateDocument: {
    request: request({
      path: text,
      data: fields,
      ifUpdateTime: optional(updateTime),
      ...once,
    }),
    response: written,
  },
  deleteDocument: {
    request: request({
      path: text,
      ifUpdateTime: optional(updateTime),
      ifExists: optional(z.literal(true)),
      ...once,
    }),
    response: z.strictObject({ commitTime: time, replayed: optional(replayed), usage }),
  },
  batchWrite: {
    request: request({
      writes: z.array(write).min(1).max(MAX_WRITES),
      atomic: optional(z.boolean()),
      ...once,
    }),
    response: z.strictObject({
      results: z.array(
        z.union([
          z.strictObject({ updateTime: optional(time), replayed: optional(replayed) }),
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
  },
  getQuota: {
    request: request({}),
    response: z.strictObject({
      caller: z.string(),
      tier: z.string(),
      limits: z.array(
        z.strictObject({
          name: z.string(),
          class: costClass,
          capacity: z.number(),
          refillPerMinute: z.number(),
          remaining: z.number(),
          fullAt: time,
        }),
      ),
      /** Of the project, if it has a budget. */
      budget: optional(
        z.strictObject({
          classes: z.array(
            z.strictObject({
              class: z.string(),
              stage: z.string(),
              used: z.number(),
              allotted: z.number(),
            }),
          ),
          resetsAt: time,
        }),
      ),
      usage,
    }),
  },
  setQuota: {
    request: request({ caller: subject, quota: quotaSetting }),
    response: z.strictObject({ override: quotaOverride, usage }),
  },
  clearQuota: {
    request: request({ caller: subject }),
    response: z.strictObject({ cleared: z.boolean(), usage }),
  },
  listQuotas: {
    request: request({ limit: optional(limit), after: optional(subject) }),
    response: z.strictObject({ overrides: z.array(quotaOverride), usage }),
  },
} as const;

export type CallableName = keyof typeof api;
export type Request<Name extends CallableName> = z.output<(typeof api)[Name]["request"]>;
export type Response<Name extends CallableName> = z.output<(typeof api)[Name]["response"]>;
export type Usage = z.infer<typeof usage>;
export type WireWrite = z.infer<typeof write>;
