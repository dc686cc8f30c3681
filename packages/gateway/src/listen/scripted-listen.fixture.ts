import type {
  ListenConnection,
  ListenEvents,
  ListenRequest,
  OpenListen,
} from "./listen-connection.ts";
import type { ListenResponse } from "./listen-response.ts";

/** A Listen stream on whose other side the test is. */
export class ScriptedConnection implements ListenConnection {
  readonly requests: ListenRequest[] = [];
  readonly #events: ListenEvents;
  isClosed = false;

  constructor(events: ListenEvents) {
    this.#events = events;
  }

  send(request: ListenRequest): void {
    if (this.isClosed) throw new Error("The stream is closed");
    this.requests.push(request);
  }

  close(): void {
    this.isClosed = true;
  }

  /** The targets that were asked for and not removed, by number. */
  get asked(): ReadonlyMap<number, ListenRequest & { readonly kind: "add" }> {
    const asked = new Map<number, ListenRequest & { readonly kind: "add" }>();
    for (const request of this.requests) {
      if (request.kind === "add") asked.set(request.targetId, request);
      else asked.delete(request.targetId);
    }
    return asked;
  }

  respond(...responses: readonly ListenResponse[]): void {
    for (const response of responses) this.#events.onResponse(response);
  }

  end(code = "UNAVAILABLE"): void {
    this.isClosed = true;
    this.#events.onEnd({ code, message: "the script says so" });
  }
}

/** Opens streams that a test answers. */
export class ScriptedListen {
  readonly connections: ScriptedConnection[] = [];
  readonly open: OpenListen = (events) => {
    const connection = new ScriptedConnection(events);
    this.connections.push(connection);
    return connection;
  };

  /** The stream that was opened last. */
  get last(): ScriptedConnection {
    const last = this.connections.at(-1);
    if (last === undefined) throw new Error("No stream was opened");
    return last;
  }
}
