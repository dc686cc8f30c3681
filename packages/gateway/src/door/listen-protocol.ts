import type { IncomingMessage, ServerResponse } from "node:http";
import type { DatabaseName } from "../firestore-rest/target.ts";
import { toldError } from "../streams/told-error.ts";
import { listenMethod } from "../streams/listen-method.ts";
import { checkProtocol } from "./check-protocol.ts";
import { isIdTokenTaken, type Verifying } from "./credentials.ts";
import type { Drain } from "./drain.ts";
import { FrameStream } from "./frame-stream.ts";
import { guard } from "./guard.ts";
import { parseRequestBody } from "./parse-request-body.ts";
import type { Protocol } from "./protocol.ts";
import { end, respond, type CallOutcome } from "./respond.ts";

export interface ListenExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly door: DatabaseName & Verifying & { readonly drain: Pick<Drain, "ending"> };
}

/**
 * A request for a stream: a POST as callables take it, answered by lines of JSON. What refuses the
 * whole of it before anything is sent is answered as a callable answers.
 */
export function listenProtocol({ request, response, door }: ListenExchange): Protocol {
  const isTokenTaken = () => isIdTokenTaken(request.headers, door.verifier);
  const frames = new FrameStream({ response, ending: door.drain.ending, isTokenTaken });
  return {
    name: "listen",
    methods: "POST",
    check: () => checkProtocol(request),
    method: () => listenMethod(frames, door),
    parse: (body, share) => {
      const admit = (nodes: number) => share.hold({ bytes: body.length, nodes });
      const data = guard(parseRequestBody(body, admit));
      // What is left of it is small, and the stream is long.
      share.release();
      return data;
    },
    respond: async (outcome) => {
      if (!frames.hasBegun) return respond(request, response, outcome);
      await tellError(frames, outcome);
      return end(request, response, "");
    },
  };
}

/** What ended the stream, if it did not end by itself. */
async function tellError(frames: FrameStream, outcome: CallOutcome): Promise<void> {
  if (!("error" in outcome)) return;
  const { retryAfterMs } = outcome.error.details;
  await frames.send({
    kind: "end",
    reason: "FAILED",
    retryAfterMs: typeof retryAfterMs === "number" ? retryAfterMs : RETRY_MS,
    error: toldError(outcome.error),
  });
}

/** When to come back after a fault, in milliseconds. */
const RETRY_MS = 2_000;
