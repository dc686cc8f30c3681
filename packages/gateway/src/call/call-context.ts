import type { CallableName, Request } from "../api/api.ts";
import type { Caller } from "../caller/caller.ts";
import type { Gateway } from "../gateway.ts";
import type { Call } from "./call.ts";

/** What every step of a call works with. */
export interface CallContext<Name extends CallableName = CallableName> {
  readonly request: Request<Name>;
  readonly caller: Caller;
  readonly call: Call;
  readonly gateway: Gateway;
}

/** The callables whose answers may come from memory. */
export type ReadCallableName =
  "getDocument" | "getDocuments" | "queryDocuments" | "aggregateDocuments";

/** The callables that write documents. */
export type WriteCallableName =
  "createDocument" | "setDocument" | "updateDocument" | "deleteDocument" | "batchWrite";
