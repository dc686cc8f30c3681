import type { Method } from "../pipeline/method.ts";
import { batchGet } from "./batch-get.ts";
import { beginTransaction } from "./begin-transaction.ts";
import { batchWrite } from "./batch-write.ts";
import { commit } from "./commit.ts";
import { deleteDocument } from "./delete-document.ts";
import { getDocument } from "./get-document.ts";
import { listCollectionIds } from "./list-collection-ids.ts";
import { listDocuments } from "./list-documents.ts";
import { notCarried } from "./not-carried.ts";
import { partitionQuery } from "./partition-query.ts";
import type { RestMethod } from "./rest-method.ts";
import { rollback } from "./rollback.ts";
import type { RestMethodName } from "./route.ts";
import { runAggregationQuery } from "./run-aggregation-query.ts";
import { runQuery } from "./run-query.ts";
import type { Target } from "./target.ts";
import { write } from "./write.ts";
import { createDocument, patchDocument } from "./write-document.ts";

/** How each method is made for a request. It takes its own request and plan alone, and is handed no other. */
const METHODS: Readonly<Record<RestMethodName, (target: Target) => RestMethod>> = {
  batchGet,
  commit,
  runQuery,
  runAggregationQuery,
  get: getDocument,
  createDocument,
  patch: patchDocument,
  delete: deleteDocument,
  batchWrite,
  listDocuments,
  listCollectionIds,
  beginTransaction,
  rollback,
  executePipeline: notCarried("Pipelines are not carried: ask by a query."),
  partitionQuery,
  listen: notCarried("Streams of Firestore's own are not carried."),
  write,
  webChannel: notCarried(
    "WebChannel is not carried: put @database-service/transport in the place of the app's @firebase/webchannel-wrapper, by an override in its package.json, and install anew.",
  ),
  unknown: notCarried("This is no method of Firestore's REST API that the gateway carries."),
};

/** The methods whose answer is an array: a stream of Firestore's, taken as a whole. */
const STREAMED: ReadonlySet<RestMethodName> = new Set([
  "batchGet",
  "runQuery",
  "runAggregationQuery",
  "executePipeline",
  "write",
]);

export function isStreamed(name: RestMethodName): boolean {
  return STREAMED.has(name);
}

/** What the log, the quotas and the records of requests know a method by: of a write each batch is a commit. */
export function loggedName(name: RestMethodName): string {
  return `firestore.${name === "write" ? "commit" : name}`;
}

/** The method for a request, as the pipeline takes it. */
export function restMethod(name: RestMethodName, target: Target): Method {
  return { name: loggedName(name), database: target.database, ...METHODS[name](target) };
}
