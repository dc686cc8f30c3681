import type { ShadowRead } from "../../../../gateway/src/api/shadow-report.ts";
import { Comparisons } from "../core/comparisons.ts";
import {
  gatewayUrl,
  reportsUrl,
  restAnswer,
  type GatewayHost,
} from "../../../../gateway/src/shadow/rest-answer.ts";
import type { Shadow, ShadowOptions } from "../core/shadow-options.ts";

export interface ShadowLiteOptions extends ShadowOptions, GatewayHost {
  /** Whose answers the app gets. Writes go directly whichever. @default "direct" */
  readonly answers?: "direct" | "gateway";
}

/** A read of `firebase/firestore/lite` on its way. */
const READ =
  /^https?:\/\/[^?]+?\/v1\/(projects\/[^/]+\/databases\/[^/]+\/documents(?:\/[^?]+)?):(batchGet|runQuery|runAggregationQuery)(\?.*)?$/;

/**
 * Asks what `firebase/firestore/lite` reads a second time through the gateway, with the same request
 * and the same tokens, and reports where the answers differ. The app stays as it is: its answers
 * come as ever, and nothing of the second read reaches it. Call it once, before the first read.
 *
 * It takes the place of the global `fetch`, and hands on all that is no such read.
 *
 * @example
 * shadowLite({ service: "web", host: "us-central1-my-project.cloudfunctions.net/database" });
 */
export function shadowLite(options: ShadowLiteOptions): Shadow {
  const own = globalThis.fetch;
  // The tokens of the last read: reports are of whoever made it.
  let headers: RequestInit["headers"];
  const comparisons = new Comparisons(options, (body) =>
    own(reportsUrl(options), { method: "POST", body, ...(headers && { headers }) }),
  );
  const base = gatewayUrl(options);
  const shadowed: typeof fetch = (input, init) => {
    const sent = typeof input === "string" && !input.startsWith(base) ? readOf(input, init) : null;
    if (sent === null) return own(input, init);
    const { read, query } = sent;
    const ask = {
      direct: () => own(input, init),
      gateway: () => called(() => own(`${base}${read.parent}:${read.method}${query}`, init)),
    };
    const answers = options.answers ?? "direct";
    if (!comparisons.isSampled()) return ask[answers]();
    headers = init?.headers;
    const first = { direct: ask.direct(), gateway: ask.gateway() };
    comparisons.compare({
      read,
      direct: answered(read, first.direct),
      gateway: answered(read, first.gateway),
      sides: {
        direct: () => restAnswer(read.method, called(ask.direct)),
        gateway: () => restAnswer(read.method, ask.gateway()),
      },
    });
    return first[answers];
  };
  globalThis.fetch = shadowed;
  return {
    idle: () => comparisons.idle(),
    stop: () => {
      if (globalThis.fetch === shadowed) globalThis.fetch = own;
    },
  };
}

/** The answer of a response that the app reads too; never rejects. */
function answered({ method }: ShadowRead, responding: Promise<Response>) {
  return restAnswer(
    method,
    responding.then((response) => response.clone()),
  );
}

/** What is thrown at once is rejected. */
async function called(ask: () => Promise<Response>): Promise<Response> {
  return ask();
}

function readOf(url: string, init: RequestInit | undefined) {
  const [, parent, method, query = ""] = READ.exec(url) ?? [];
  if (parent === undefined || typeof init?.body !== "string") return null;
  const body = parsed(init.body);
  if (body === null || "transaction" in body || "newTransaction" in body) return null;
  const read: ShadowRead = {
    method: method as ShadowRead["method"],
    parent,
    body,
    isRedacted: false,
  };
  return { read, query };
}

function parsed(text: string): ShadowRead["body"] | null {
  try {
    return JSON.parse(text) as ShadowRead["body"];
  } catch {
    return null;
  }
}
