/** What Firestore's REST API calls its methods, in the log and in the code. */
export type RestMethodName =
  (typeof VERBS)[number] | (typeof PLAIN)[number] | "webChannel" | "unknown";

/** Those that stand after the colon of a POST's path. */
const VERBS = [
  "batchGet",
  "commit",
  "batchWrite",
  "runQuery",
  "runAggregationQuery",
  "listCollectionIds",
  "beginTransaction",
  "rollback",
  "executePipeline",
  "partitionQuery",
  "listen",
  "write",
] as const;

/** Those that HTTP's own methods tell. */
const PLAIN = ["get", "listDocuments", "createDocument", "patch", "delete"] as const;

/** A request to Firestore's REST API, as its first line says it. */
export interface Route {
  readonly method: RestMethodName;
  /** The segments of the resource, as they were sent: `projects`, the project, `databases`, … */
  readonly segments: readonly string[];
  readonly query: string;
}

const START = "/v1/projects/";
/** Where Firebase's full SDK asks for its streams, by the protocol WebChannel, where it lacks the transport. */
const STREAMS = "/google.firestore.v1.Firestore/";

/**
 * Where a request leads, if it is one to Firestore's REST API: its path has `/v1/projects/` in it,
 * behind whatever a rewrite leaves before. Nothing is decoded yet.
 *
 * @param url the path and query of a request
 */
export function routeOf(httpMethod: string, url: string): Route | undefined {
  const [path = "", query = ""] = url.split("?", 2);
  const start = path.indexOf(START);
  if (start === -1) {
    return path.includes(STREAMS) ? { method: "webChannel", segments: [], query } : undefined;
  }
  const resource = path.slice(start + "/v1/".length);
  const colon = resource.lastIndexOf(":");
  const hasVerb = colon > resource.lastIndexOf("/");
  const verb = hasVerb ? resource.slice(colon + 1) : undefined;
  const segments = (hasVerb ? resource.slice(0, colon) : resource).split("/");
  const method = verb === undefined ? plainMethod(httpMethod, segments) : verbOf(httpMethod, verb);
  return { method, segments, query };
}

function verbOf(httpMethod: string, verb: string): RestMethodName {
  const known = VERBS.find((name) => name === verb);
  return httpMethod === "POST" && known !== undefined ? known : "unknown";
}

/** By whether the path below `documents` is one of a document or of a collection. */
function plainMethod(httpMethod: string, segments: readonly string[]): RestMethodName {
  const depth = segments.length - DOCUMENTS_AT - 1;
  if (segments[DOCUMENTS_AT] !== "documents" || depth < 1) return "unknown";
  const isDocument = depth % 2 === 0;
  switch (httpMethod) {
    case "GET":
      return isDocument ? "get" : "listDocuments";
    case "POST":
      return isDocument ? "unknown" : "createDocument";
    case "PATCH":
      return isDocument ? "patch" : "unknown";
    case "DELETE":
      return isDocument ? "delete" : "unknown";
    default:
      return "unknown";
  }
}

/** `projects/{project}/databases/{database}/documents`. */
export const DOCUMENTS_AT = 4;
