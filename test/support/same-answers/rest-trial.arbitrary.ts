import fc from "fast-check";
import {
  anyPath,
  DOCUMENTS,
  documentName,
  fieldPath,
  fields,
  maybe,
  message,
  ROOT,
  type Sent,
} from "./sent-values.arbitrary.ts";
import { aggregations, structuredQuery } from "./sent-queries.arbitrary.ts";
import { mask, writes as sentWrites } from "./sent-writes.arbitrary.ts";

/** A request to Firestore's REST API, of whichever project. */
export interface RestRequest {
  readonly httpMethod: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below `…/databases/(default)/`. */
  readonly path: string;
  readonly body?: Sent;
}

/** What answers gave before: a transaction, the time of a commit, the next page. */
export const TRANSACTION = "{transaction}";
export const COMMIT_TIME = "{commit time}";
export const NEXT_PAGE = "{next page}";

/** Of documents that are missing but for those below them, names alone are answered. */
export const SHOW_MISSING = "&showMissing=true&mask.fieldPaths=__name__";

function post(
  verb: string,
  body: fc.Arbitrary<Sent>,
  parent: fc.Arbitrary<string> = fc.constant("documents"),
) {
  return fc.tuple(parent, body).map(([above, sent]): RestRequest => {
    return { httpMethod: "POST", path: `${above}:${verb}`, body: sent };
  });
}

type Parameter = readonly [name: string, value: string];

function plain(
  httpMethod: RestRequest["httpMethod"],
  path: fc.Arbitrary<string>,
  { parameters, body }: { parameters: fc.Arbitrary<Parameter[]>; body?: fc.Arbitrary<Sent> },
): fc.Arbitrary<RestRequest> {
  return fc.tuple(path, parameters, body ?? fc.constant({})).map(([below, given, sent]) => {
    const query = given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
    return { httpMethod, path: `documents/${below}?${query}`, body: sent };
  });
}

function repeated(name: string, value: fc.Arbitrary<string>): fc.Arbitrary<Parameter[]> {
  return fc.array(
    value.map((one): Parameter => [name, one]),
    { maxLength: 3 },
  );
}

function optional(name: string, ...values: readonly string[]): fc.Arbitrary<Parameter[]> {
  return fc.constantFrom(undefined, ...values).map((value): Parameter[] => {
    return value === undefined ? [] : [[name, value]];
  });
}

function together(...parts: readonly fc.Arbitrary<Parameter[]>[]): fc.Arbitrary<Parameter[]> {
  return fc.tuple(...parts).map((made) => made.flat());
}

const document = fc.constantFrom(...DOCUMENTS);
const collection = fc.constantFrom("rows", "rows/a/rows");
const below = fc.constantFrom("documents", "documents", "documents/rows/a");
const exists = optional("currentDocument.exists", "true", "false");
const masked = repeated("mask.fieldPaths", anyPath);
const body = message({ fields });
const documents = fc.array(documentName, { minLength: 1, maxLength: 4 });
const writes = message({ writes: sentWrites });

const newId = fc
  .constantFrom("a", "b", "__id7__", "__x__")
  .map((id): Parameter[] => [["documentId", id]]);

const writing = fc.oneof(
  { weight: 8, arbitrary: post("commit", writes) },
  { weight: 2, arbitrary: post("batchWrite", writes) },
  { weight: 1, arbitrary: plain("POST", collection, { parameters: newId, body }) },
  {
    weight: 2,
    arbitrary: plain("PATCH", document, {
      parameters: together(repeated("updateMask.fieldPaths", anyPath), masked, exists),
      body,
    }),
  },
  { weight: 1, arbitrary: plain("DELETE", document, { parameters: exists }) },
);

const query = message({ structuredQuery });
const aggregate = message({
  structuredAggregationQuery: message({ structuredQuery, aggregations }),
});
const orderBy = optional("orderBy", "a", "a desc", "m.n", "__name__", "__name__ desc", "a, b desc");

const reading = fc.oneof(
  { weight: 1, arbitrary: plain("GET", document, { parameters: masked }) },
  { weight: 2, arbitrary: post("batchGet", message({ documents, mask: maybe(mask) })) },
  { weight: 6, arbitrary: post("runQuery", query, below) },
  { weight: 3, arbitrary: post("runAggregationQuery", aggregate, below) },
  {
    weight: 1,
    arbitrary: plain("GET", collection, {
      parameters: together(
        optional("pageSize", "0", "1", "2", "-1"),
        orderBy,
        repeated("mask.fieldPaths", fieldPath),
      ),
    }),
  },
);

/** All pages of a listing, of which there are no more than documents. */
const paging = fc
  .tuple(collection, fc.constantFrom("", SHOW_MISSING))
  .map(([path, missing]): RestRequest[] => {
    const listed = `documents/${path}?pageSize=1${missing}&pageToken=`;
    const first: RestRequest = { httpMethod: "GET", path: listed };
    const next: RestRequest = { httpMethod: "GET", path: listed + NEXT_PAGE };
    return [first, next, next, next];
  });

/** The same, in the state that a transaction or a time selects. */
function selecting(part: Sent) {
  return fc.oneof(
    post(
      "batchGet",
      message({ documents }).map((sent) => ({ ...sent, ...part })),
    ),
    post(
      "runQuery",
      query.map((sent) => ({ ...sent, ...part })),
    ),
  );
}

/** A transaction from its begin to its end, and what is asked after that. */
const transaction = fc
  .tuple(
    fc.oneof(
      post("beginTransaction", fc.constantFrom({}, { options: { readWrite: {} } })),
      post("beginTransaction", fc.constant({ options: { readOnly: {} } })),
      post(
        "batchGet",
        message({ documents }).map((sent) => ({ ...sent, newTransaction: { readWrite: {} } })),
      ),
    ),
    fc.array(selecting({ transaction: TRANSACTION }), { maxLength: 2 }),
    fc.oneof(
      post(
        "commit",
        writes.map((sent) => ({ ...sent, transaction: TRANSACTION })),
      ),
      post("rollback", fc.constant({ transaction: TRANSACTION })),
    ),
  )
  .map(([begin, inside, end]) => [begin, ...inside, end]);

/** What was there when something was written. */
const past = fc
  .tuple(
    post("commit", fc.constant({ writes: [{ delete: `${ROOT}rows/b` }] })),
    fc.array(writing, { maxLength: 1 }),
    selecting({ readTime: COMMIT_TIME }),
  )
  .map(([first, others, read]) => [first, ...others, read]);

/** Requests one after another, before an empty database. */
export const restTrial: fc.Arbitrary<readonly RestRequest[]> = fc
  .tuple(
    fc.array(writing, { minLength: 1, maxLength: 5 }),
    fc.array(
      fc.oneof(
        { weight: 2, arbitrary: writing.map((request) => [request]) },
        { weight: 6, arbitrary: reading.map((request) => [request]) },
        { weight: 1, arbitrary: paging },
        { weight: 1, arbitrary: transaction },
        { weight: 1, arbitrary: past },
      ),
      { minLength: 2, maxLength: 6 },
    ),
  )
  .map(([first, others]) => [...first, ...others.flat()]);
