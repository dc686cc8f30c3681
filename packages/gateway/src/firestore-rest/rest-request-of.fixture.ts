import { api, type CallableName, type Request, type WireWrite } from "../api/api.ts";
import { readContent, type Content } from "../authorize/read-content.ts";
import { encodeFields } from "../documents/codec.ts";
import { compileAggregate, compileQuery } from "../documents/rest/compile-query.ts";
import { compileWrite } from "../documents/rest/compile-write.ts";
import type { Precondition } from "../documents/store.ts";
import { GatewayError } from "../errors/error.ts";
import { parseFieldPath } from "../paths/field-path.ts";
import type { Aggregate } from "../query/query.ts";
import { toAggregatedQuery, toQuery } from "../request/request-query.ts";
import { toBatchOperation } from "../request/request-write.ts";
import { transformOf } from "../schema/check/resolve-transforms.ts";
import { MEMORY_ROOT as ROOT, type MemoryRest } from "../testing/memory-rest.ts";
import { editFields } from "../values/edit-fields.ts";
import type { Value } from "../values/value.ts";
import type { DocumentUpdate } from "../values/write.ts";

/** A request to Firestore's REST API, below `…/databases/(default)/`. */
export type RestRequest = Parameters<MemoryRest>;

/**
 * The request to Firestore's REST API that asks for what a callable's request asks for; undefined
 * where there is none, or the callable's is none either.
 */
export function restRequestOf(callable: CallableName, sent: object): RestRequest | undefined {
  const parsed = api[callable].request.safeParse(sent);
  if (!parsed.success) return undefined;
  const translate = TRANSLATIONS[callable as keyof typeof TRANSLATIONS] as
    ((request: object) => RestRequest | undefined) | undefined;
  try {
    return translate?.(parsed.data);
  } catch (error) {
    if (error instanceof GatewayError) return undefined;
    throw error;
  }
}

type Translated =
  | "getDocument"
  | "getDocuments"
  | "queryDocuments"
  | "aggregateDocuments"
  | "createDocument"
  | "setDocument"
  | "updateDocument"
  | "deleteDocument"
  | "batchWrite";

const TRANSLATIONS: {
  readonly [Name in Translated]: (request: Request<Name>) => RestRequest | undefined;
} = {
  getDocument: ({ path, fields = [] }) => {
    const mask = fields.map((field) => `mask.fieldPaths=${encodeURIComponent(field)}`).join("&");
    const name = path.split("/").map(encodeURIComponent).join("/");
    return ["GET", `documents/${name}${mask && "?"}${mask}`];
  },

  getDocuments: ({ paths, fields }) => {
    const documents = paths.map((path) => ROOT + path);
    const mask = fields && { mask: { fieldPaths: fields } };
    return post(":batchGet", { documents, ...mask });
  },

  queryDocuments(request) {
    if (request.cursor !== undefined || request.limitToLast !== undefined) return undefined;
    const { parent, structuredQuery } = compileQuery(toQuery(request), ROOT);
    return post(`${parent}:runQuery`, { structuredQuery });
  },

  aggregateDocuments(request) {
    const { parent, structuredQuery } = compileQuery(toAggregatedQuery(request), ROOT);
    const aggregations = Object.entries(request.aggregates).map(([alias, one]) =>
      compileAggregate(toAggregate(one), alias),
    );
    const structuredAggregationQuery = { structuredQuery, aggregations };
    return post(`${parent}:runAggregationQuery`, { structuredAggregationQuery });
  },

  createDocument({ collection, id, data }) {
    const path = `${collection}/${id ?? "new"}`;
    const write = { op: "create", path, data } as const;
    if (id !== undefined) return commitOf([write]);
    const update = updateOf(contentOf(write)) as DocumentUpdate;
    if (update.transforms !== undefined) return undefined;
    return ["POST", `documents/${collection}`, { fields: encodeFields(update.fields, ROOT) }];
  },

  // By this protocol no request says that it is the same as an earlier one: a `requestId` is lost.
  setDocument: (request) => commitOf([{ op: "set", ...request }]),
  updateDocument: (request) => commitOf([{ op: "update", ...request }]),
  deleteDocument: (request) => commitOf([{ op: "delete", ...request }]),

  batchWrite: ({ writes, atomic = true }) => {
    return atomic ? commitOf(writes) : post(":batchWrite", { writes: writes.map(writeOf) });
  },
};

function post(below: string, body: object): RestRequest {
  return ["POST", `documents${below}`, body];
}

function commitOf(writes: readonly WireWrite[]): RestRequest {
  return post(":commit", { writes: writes.map(writeOf) });
}

function writeOf(write: WireWrite): object {
  const { path } = write;
  const { condition } = toBatchOperation(write, 0);
  const update = updateOf(contentOf(write));
  if (update === undefined) {
    const required = condition && { precondition: condition };
    return compileWrite({ kind: write.op as "delete", path, ...required }, ROOT);
  }
  const precondition = condition ?? IMPLIED[write.op as "update"];
  return compileWrite(
    { kind: "update", path, ...update, ...(precondition && { precondition }) },
    ROOT,
  );
}

const IMPLIED: Readonly<Partial<Record<WireWrite["op"], Precondition>>> = {
  create: { exists: false },
  update: { exists: true },
};

function contentOf(write: WireWrite): Content {
  return readContent(toBatchOperation(write, 0), { at: "" });
}

/** What a write's content is in Firestore's terms: its values, then its transforms. */
function updateOf(content: Content): DocumentUpdate | undefined {
  if (!("sent" in content)) return undefined;
  const { sent } = content;
  const transforms = sent.length > 0 && { transforms: sent };
  const taken = sent.map(({ field }) => ({ path: field, apply: () => undefined }));
  if ("fields" in content) return { fields: editFields(content.fields, taken), ...transforms };
  const set = content.changes.filter(({ value }) => transformOf(value) === undefined);
  const edits = set.map(({ path, value }) => ({ path, apply: () => unlessDeleted(value) }));
  return {
    fields: editFields(editFields({}, edits), taken),
    mask: set.map(({ path }) => path),
    ...transforms,
  };
}

function unlessDeleted(value: Value): Value | undefined {
  const isDelete = typeof value === "object" && value !== null && "$delete" in value;
  return isDelete ? undefined : value;
}

type SentAggregate = Request<"aggregateDocuments">["aggregates"][string];

function toAggregate(sent: SentAggregate): Aggregate {
  if ("count" in sent) return { count: true };
  return "sum" in sent
    ? { sum: parseFieldPath(sent.sum) }
    : { average: parseFieldPath(sent.average) };
}
