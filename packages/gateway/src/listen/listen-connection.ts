import type { Query } from "../query/query.ts";
import type { ListenResponse, ListenStatus } from "./listen-response.ts";
import type { Resumption } from "./target-state.ts";

/** What is listened to: one document, or a query. */
export type ListenTarget =
  | { readonly kind: "document"; readonly path: string }
  | { readonly kind: "query"; readonly query: Query };

/** What is sent on a Listen stream. */
export type ListenRequest =
  | {
      readonly kind: "add";
      readonly targetId: number;
      readonly target: ListenTarget;
      /** Undefined to be sent the whole result. */
      readonly resumption: Resumption | undefined;
    }
  | { readonly kind: "remove"; readonly targetId: number };

/** What is told of a Listen stream. Nothing after its end, which is told once. */
export interface ListenEvents {
  onResponse(response: ListenResponse): void;
  /** The stream is over, for whatever reason; never after `close`. */
  onEnd(status: ListenStatus): void;
}

/** One open Listen stream. What is sent before it is connected waits. */
export interface ListenConnection {
  send(request: ListenRequest): void;
  close(): void;
}

/** Opens a Listen stream. Events come in later turns. */
export type OpenListen = (events: ListenEvents) => ListenConnection;
