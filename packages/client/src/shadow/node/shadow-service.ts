import type { Firestore } from "@google-cloud/firestore";
import { Transform, type Readable } from "node:stream";
import { SHADOW_REPORTS_PATH, type ShadowRead } from "../../../../gateway/src/api/shadow-report.ts";
import {
  firestoreBehind,
  serviceAuth,
  type ServiceFirestoreOptions,
} from "../../service/service-firestore.ts";
import {
  answerOf,
  type Answer,
  type AnswerElement,
} from "../../../../gateway/src/shadow/answer.ts";
import { Comparisons } from "../core/comparisons.ts";
import { TOO_LARGE } from "../../../../gateway/src/shadow/rest-answer.ts";
import type { Shadow, ShadowOptions } from "../core/shadow-options.ts";
import { grpcCode } from "./grpc-code.ts";
import { shadowReadOf } from "./shadow-read-of.ts";

export interface ShadowServiceOptions extends ShadowOptions, ServiceFirestoreOptions {
  /** Whose answers the app gets. Writes go directly whichever. @default "direct" */
  readonly answers?: "direct" | "gateway";
}

/** More than that is not kept in memory to be compared. */
const MAX_ELEMENTS = 1_000;

/** The credentials send it to where the gateway is. */
const REPORTS_URL = `https://gateway.invalid/${SHADOW_REPORTS_PATH}`;
const POST = { method: "POST", headers: { "content-type": "text/plain" } };

/** What the library opens each of its streams by, and how it is made ready. */
interface Streams {
  requestStream: OpenStream;
  initializeIfNeeded(tag: string): Promise<void>;
}
type OpenStream = (method: string, ...rest: RequestRest) => Promise<Readable>;
type RequestRest = readonly [bidirectional: boolean, request: object, tag: string];

/**
 * Asks what a service reads (documents, queries, aggregates; not in transactions, not by listeners)
 * a second time through the gateway, as `serviceFirestore` does, and reports where the answers
 * differ. The service stays as it is, and nothing of the second read reaches it.
 *
 * @param db of @google-cloud/firestore or firebase-admin
 *
 * @example
 * const db = getFirestore();
 * shadowService(db, { service: "billing", projectId, apiKey });
 */
export function shadowService(db: Firestore, options: ShadowServiceOptions): Shadow {
  const auth = serviceAuth(options);
  const comparisons = new Comparisons(options, (body) =>
    auth.fetch(REPORTS_URL, { ...POST, body }),
  );
  const own = db as unknown as Streams;
  const candidate = firestoreBehind(auth, options);
  const direct = own.requestStream.bind(own);
  const gateway = gatewayStream(candidate as unknown as Streams);
  own.requestStream = async (method, ...rest) => {
    const read = shadowReadOf(method, rest[1]);
    const ask = {
      direct: () => direct(method, ...rest),
      gateway: () => gateway(method, ...rest),
    };
    if (read === undefined) return ask.direct();
    const [first, second] =
      options.answers === "gateway"
        ? (["gateway", "direct"] as const)
        : (["direct", "gateway"] as const);
    if (!comparisons.isSampled()) return ask[first]();
    const other = collected(read.method, ask[second]);
    const app = observed(read.method, ask[first]);
    comparisons.compare({
      read,
      direct: first === "direct" ? app.answer : other,
      gateway: first === "direct" ? other : app.answer,
      sides: {
        direct: () => collected(read.method, ask.direct),
        gateway: () => collected(read.method, ask.gateway),
      },
    });
    return app.stream;
  };
  return {
    idle: () => comparisons.idle(),
    // The gateway's client is not ended: the library would reject what is under way with nobody there.
    stop: () => void (own.requestStream = direct),
  };
}

function gatewayStream(candidate: Streams): OpenStream {
  return async (method, ...rest) => {
    await candidate.initializeIfNeeded(rest[2]);
    return candidate.requestStream(method, ...rest);
  };
}

/** The answer of a stream of its own; never rejects. */
async function collected(
  method: ShadowRead["method"],
  open: () => Promise<Readable>,
): Promise<Answer> {
  try {
    const stream = await open();
    const elements: AnswerElement[] = [];
    for await (const element of stream) {
      elements.push(element as AnswerElement);
      if (elements.length > MAX_ELEMENTS) return { kind: "error", code: TOO_LARGE };
    }
    return answerOf(method, elements);
  } catch (error) {
    return { kind: "error", code: grpcCode(error) };
  }
}

/** The app's stream, and the answer that it was once the app has read it. */
function observed(
  method: ShadowRead["method"],
  open: () => Promise<Readable>,
): { readonly stream: Promise<Readable>; readonly answer: Promise<Answer> } {
  const { promise: answer, resolve } = Promise.withResolvers<Answer>();
  const elements: AnswerElement[] = [];
  const stream = open().then(
    (source) => {
      const seen = new Transform({
        objectMode: true,
        transform(element: AnswerElement, _, done) {
          if (elements.length <= MAX_ELEMENTS) elements.push(element);
          done(null, element);
        },
        flush(done) {
          resolve(
            elements.length > MAX_ELEMENTS
              ? { kind: "error", code: TOO_LARGE }
              : answerOf(method, elements),
          );
          done();
        },
      });
      source.on("error", (error) => {
        resolve({ kind: "error", code: grpcCode(error) });
        seen.destroy(error);
      });
      return source.pipe(seen);
    },
    (error: unknown) => {
      resolve({ kind: "error", code: grpcCode(error) });
      throw error;
    },
  );
  return { stream, answer };
}
