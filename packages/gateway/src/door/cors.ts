import type { IncomingMessage } from "node:http";

type Headers = Readonly<Record<string, string>>;

/** As {@link allowedOrigins} gives them. */
export type Origins = "*" | readonly string[] | false;

/** For how long a browser asks no second time, in seconds. */
const MAX_AGE_SECONDS = 3_600;
/** What a web page may read besides the body. */
const EXPOSED = "Retry-After";

/** The headers of an answer that say to a browser which pages may read it, as Firebase's own handler sets them. */
export function corsHeaders(
  { headers }: Pick<IncomingMessage, "headers">,
  origins: Origins,
): Headers {
  if (origins === false) return {};
  if (origins === "*") {
    return { "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": EXPOSED };
  }
  const allowed = origins.length === 1 ? origins[0] : origins.find((one) => one === headers.origin);
  return {
    ...(allowed !== undefined && { "Access-Control-Allow-Origin": allowed }),
    Vary: "Origin",
    "Access-Control-Expose-Headers": EXPOSED,
  };
}

export interface PreflightOptions {
  readonly origins: Origins;
  /** The HTTP methods that pages may use: `GET, POST`. */
  readonly methods: string;
}

/** The headers of the answer to a preflight. */
export function preflightHeaders(
  request: Pick<IncomingMessage, "headers">,
  { origins, methods }: PreflightOptions,
): Headers {
  const { Vary: vary, ...headers } = corsHeaders(request, origins);
  const requested = request.headers["access-control-request-headers"];
  return {
    ...headers,
    Vary: vary === undefined ? REQUESTED_HEADERS : `${vary}, ${REQUESTED_HEADERS}`,
    "Access-Control-Allow-Methods": methods,
    ...(requested && { "Access-Control-Allow-Headers": requested }),
    "Access-Control-Max-Age": String(MAX_AGE_SECONDS),
  };
}

const REQUESTED_HEADERS = "Access-Control-Request-Headers";
