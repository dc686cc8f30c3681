import type { IncomingMessage, ServerResponse } from "node:http";
import type { DatabaseName } from "../firestore-rest/target.ts";

/** A request as it came in, where its answer goes, and which database it may be about. */
export interface HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly door: DatabaseName;
}
